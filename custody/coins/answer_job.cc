// answer.sign: a statement of the issuer, written by custody from its fields.
#include "custody/coins/operation_rights.h"
#include "custody/coins/stated.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {
namespace {

class AnswerJob : public ValueJob {
 public:
  AnswerJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : ValueJob(log, std::move(request), std::move(done)) {}

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    PYX_TRY(check_answer(what().answer));
    const Books& books = writer.books();
    OperationLeaf leaf = new_leaf(writer, client);
    PYX_TRY(check_right(books, client, leaf.operation));
    PYX_ASSIGN(const KeyRecord* key, usable_key(books, client, what().key, Purpose::kAnswer));
    leaf.key = what().key;
    payload_ =
        encode_answer(books.vault, {client.name, request_.request, writer.now()}, what().answer);
    leaf.statement = sha256(payload_);
    key_ = *key;
    return reserve(writer, std::move(leaf));
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    payload_ =
        encode_answer(receipt.vault, {client.name, request_.request, leaf.time}, what().answer);
    if (sha256(payload_) != operation.statement)
      return error(Code::kStore, "the request's leaf names another statement");
    key_ = *writer.books().key(what().key);
    return {};
  }

  std::size_t steps() const override { return 1; }
  Result<void> work(pkcs11::Token& token, std::size_t /*first*/, std::size_t /*last*/) override {
    PYX_ASSIGN(Envelope envelope, sign_statement(token, *key_, payload_));
    answer_ = Stated{std::move(envelope)};
    return {};
  }

 private:
  const AnswerSign& what() const { return std::get<AnswerSign>(request_.what); }

  Bytes payload_;
  std::optional<KeyRecord> key_;
};

}  // namespace

JobPointer make_answer_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<AnswerJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
