#include "custody/coins/retiring_job.h"

#include "custody/coins/operation_rights.h"

namespace pyx::custody {

Result<void> RetiringJob::look(pkcs11::Token& token) {
  PYX_ASSIGN(look_, PaymentLook::at(token, log_, request_.client, request_.operation(), payment(),
                                    binding()));
  return {};
}

Result<void> RetiringJob::retire(EvidenceLog::Writer& writer, const policies::Client& client,
                                 OperationLeaf& leaf) {
  Gate gate = writer.gate();
  PYX_TRY(check_right(gate.books, client, leaf.operation));
  PYX_ASSIGN(const std::vector<JudgedCoin> coins, look_.judge(gate, leaf.operation));
  if (const auto wrong = what_is_wrong(coins)) {
    const std::uint64_t bad = count_of(coins, Verdict::kBadTag);
    if (bad > 0) {
      const BadCoinsLeaf counted{client.name, leaf.operation, bad};
      PYX_TRY(gate.bad_coins(counted));
      PYX_TRY(writer.stage_bad_coins(counted));
      refusal_is_recorded = true;
      is_oracle_ = gate.is_oracle(client);
    }
    return refused("COIN-GOOD", *wrong);
  }
  leaf.envelope = payment().envelope_key;
  leaf.moves.retired = retired_coins(gate.books.vault, look_.faces());
  return {};
}

std::vector<JudgedCoin> RetiringJob::retired(const Books& books) const {
  std::vector<JudgedCoin> coins;
  coins.reserve(look_.faces().size());
  for (const CoinFace& face : look_.faces()) coins.push_back(judged(books, face, Verdict::kGood));
  return coins;
}

// The refusal says no more than it would without the alarm.
void RetiringJob::refuse(Error why) {
  if (is_oracle_) {
    const auto raised = raise_alarm(AlarmCause::kBadCoins, row.client,
                                    "too many coins with a wrong tag, the last by " +
                                        std::string(to_text(request_.operation())));
    if (!raised) why = raised.error();
  }
  ValueJob::refuse(std::move(why));
}

}  // namespace pyx::custody
