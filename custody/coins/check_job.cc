// coins.check: verdicts, and nothing else; metered, and stopped when it is used to try tags.
#include "custody/coins/payment_look.h"
#include "custody/coins/value_job.h"

namespace pyx::custody {
namespace {

class CheckJob : public ValueJob {
 public:
  CheckJob(EvidenceLog& log, ValueRequest request, ValueCallback done)
      : ValueJob(log, std::move(request), std::move(done)) {}

  bool wants_look() const override { return true; }
  Result<void> look(pkcs11::Token& token) override {
    const Bytes binding = payment_binding(log_.vault(), request_.request, what());
    PYX_ASSIGN(look_, PaymentLook::at(token, log_, request_.client, request_.operation(),
                                      what().payment, binding));
    return {};
  }

  Result<Recorded> record(EvidenceLog::Writer& writer, const policies::Client& client) override {
    Gate gate = writer.gate();
    PYX_ASSIGN(coins_, look_.judge(gate, request_.operation()));
    OperationLeaf leaf = new_leaf(writer, client);
    leaf.envelope = what().payment.envelope_key;
    for (const JudgedCoin& coin : coins_) leaf.verdicts.push_back(letter_of(coin.verdict));
    PYX_ASSIGN(const Recorded recorded, reserve(writer, std::move(leaf)));
    is_oracle_ = count_of(coins_, Verdict::kBadTag) > 0 && gate.is_oracle(client);
    return recorded;
  }
  Result<void> take_up(const EvidenceLog::Writer& writer, const policies::Client& client,
                       const Leaf& leaf) override {
    PYX_ASSIGN(const OperationLeaf operation, pinned(leaf));
    PYX_TRY(check_retry(writer, client, operation));
    if (operation.verdicts.size() != look_.faces().size())
      return error(Code::kStore, "the request's leaf has another number of verdicts");
    for (std::size_t i = 0; i < operation.verdicts.size(); ++i) {
      const auto verdict = verdict_of(operation.verdicts[i]);
      if (!verdict) return error(Code::kStore, "the request's leaf has an unknown verdict");
      coins_.push_back(judged(writer.books(), look_.faces()[i], *verdict));
    }
    return {};
  }

  // The verdicts that make a client an oracle's user are the last ones he gets.
  Result<void> finish() override {
    answer_ = Judged{std::move(coins_)};
    if (!is_oracle_) return {};
    return raise_alarm(AlarmCause::kBadCoins, row.client,
                       "too many coins with a wrong tag, the last by coins.check");
  }
  void drop_contents() override {
    look_ = {};
    ValueJob::drop_contents();
  }

 private:
  const CoinsCheck& what() const { return std::get<CoinsCheck>(request_.what); }

  PaymentLook look_;
  std::vector<JudgedCoin> coins_;
  bool is_oracle_ = false;
};

}  // namespace

JobPointer make_check_job(EvidenceLog& log, ValueRequest request, ValueCallback done) {
  return std::make_shared<CheckJob>(log, std::move(request), std::move(done));
}

}  // namespace pyx::custody
