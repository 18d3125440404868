// coins.mint: new coins, charged to issuance.
#include "custody/coins/minting.h"
#include "custody/coins/operation_rights.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {
namespace {

class MintJob : public ValueJob {
 public:
  MintJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : ValueJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(check_right(writer.books(), client, leaf.operation));
    PYX_ASSIGN(leaf.moves.issued,
               choose_keys(writer.books(), writer.tallies().ledger, what().coins, writer.now()));
    PYX_ASSIGN(leaf.key, seed_key(writer.books()));
    PYX_TRY(plan(writer.books(), leaf));
    return reserve(writer, std::move(leaf));
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    return plan(writer.books(), operation);
  }

  std::size_t steps() const override { return request_.dry_run ? 0 : minting_.coins(); }
  Result<void> work(pkcs11::Token& token, std::size_t first, std::size_t last) override {
    return minting_.make(token, first, last);
  }
  Result<void> finish() override {
    if (request_.dry_run) return {};
    PYX_ASSIGN(answer_,
               minting_.seal(what().holder, delivery_binding(receipt.vault, request_.request)));
    return {};
  }
  void drop_contents() override {
    minting_ = {};
    ValueJob::drop_contents();
  }

 private:
  const CoinsMint& what() const { return std::get<CoinsMint>(request_.what); }
  Result<void> plan(const Books& books, const OperationLeaf& leaf) {
    PYX_ASSIGN(minting_, Minting::plan(books, {*leaf.key, leaf.client, leaf.request, leaf.digest},
                                       leaf.moves.issued));
    return {};
  }

  Minting minting_;
};

}  // namespace

JobPointer make_mint_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<MintJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
