// ledger.attest: what custody counted, signed; what the issuer counted, compared. A difference
// stops minting.
#include "custody/coins/operation_rights.h"
#include "custody/coins/stated.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {
namespace {

class AttestJob : public ValueJob {
 public:
  AttestJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : ValueJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    const Books& books = writer.books();
    const Ledger& ledger = writer.tallies().ledger;
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(check_right(books, client, leaf.operation));
    PYX_ASSIGN(const KeyRecord* key, usable_key(books, client, what().key, Purpose::kAnswer));
    leaf.key = what().key;
    PYX_ASSIGN(mismatch_, compare_claims(books, ledger, what().claims));
    PYX_ASSIGN(payload_,
               encode_ledger(books, ledger, {client.name, request_.request, writer.now()}, what()));
    const Sha256 statement = sha256(payload_);
    leaf.statement = statement;
    key_ = *key;
    return reserve(writer, std::move(leaf), {{statement, payload_}});
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    PYX_ASSIGN(payload_, log_.blobs()(*operation.statement));
    key_ = *writer.books().key(what().key);
    return {};
  }

  std::size_t steps() const override { return 1; }
  Result<void> work(pkcs11::Token& token, std::size_t /*first*/, std::size_t /*last*/) override {
    PYX_ASSIGN(Envelope envelope, sign_statement(token, *key_, payload_));
    answer_ = Stated{std::move(envelope)};
    return {};
  }
  // Before the answer leaves: whoever reads of a difference finds minting stopped.
  Result<void> finish() override {
    if (!mismatch_) return {};
    return raise_alarm(AlarmCause::kLedgerMismatch, row.client, *mismatch_);
  }

 private:
  const LedgerAttest& what() const { return std::get<LedgerAttest>(request_.what); }

  Bytes payload_;
  std::optional<KeyRecord> key_;
  std::optional<std::string> mismatch_;
};

}  // namespace

JobPointer make_attest_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<AttestJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
