// coins.exchange: the old coins are retired and new ones of equal value made, in one. Serves change
// and refresh.
#include "custody/coins/minting.h"
#include "custody/coins/operation_rights.h"
#include "custody/coins/retiring_job.h"

namespace pyx::custody {
namespace {

class ExchangeJob : public RetiringJob {
 public:
  ExchangeJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : RetiringJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    const Books& books = writer.books();
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(check_right(books, client, leaf.operation));
    PYX_ASSIGN(leaf.moves.issued,
               choose_keys(books, writer.tallies().ledger, what().coins, writer.now()));
    PYX_ASSIGN(leaf.key, seed_key(books));
    if (request_.dry_run) return reserve(writer, std::move(leaf));
    PYX_TRY(retire(writer, client, leaf));
    PYX_TRY(plan(books, leaf));
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
    PYX_ASSIGN(Minted minted,
               minting_.seal(what().holder, delivery_binding(receipt.vault, request_.request)));
    answer_ = Exchanged{std::move(retired_), std::move(minted)};
    return {};
  }
  void drop_contents() override {
    minting_ = {};
    RetiringJob::drop_contents();
  }

 protected:
  const Payment& payment() const override { return what().payment; }
  Bytes binding() const override { return payment_binding(log_.vault(), request_.request, what()); }

 private:
  const CoinsExchange& what() const { return std::get<CoinsExchange>(request_.what); }
  Result<void> plan(const Books& books, const OperationLeaf& leaf) {
    retired_ = retired(books);
    PYX_ASSIGN(minting_, Minting::plan(books, {*leaf.key, leaf.client, leaf.request, leaf.digest},
                                       leaf.moves.issued));
    return {};
  }

  Minting minting_;
  std::vector<JudgedCoin> retired_;
};

}  // namespace

JobPointer make_exchange_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<ExchangeJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
