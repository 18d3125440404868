#include "custody/coins/operation_rights.h"

#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"

namespace pyx::custody {
namespace {

policies::Access access_of(Operation operation) {
  switch (operation) {
    case Operation::kCoinsMint:
      return policies::Access::kCoinsMint;
    case Operation::kCoinsCheck:
      return policies::Access::kCoinsCheck;
    case Operation::kCoinsExchange:
      return policies::Access::kCoinsExchange;
    case Operation::kCoinsRedeem:
      return policies::Access::kCoinsRedeem;
    case Operation::kBlindSign:
      return policies::Access::kBlindSign;
    case Operation::kAnswerSign:
      return policies::Access::kAnswerSign;
    case Operation::kLedgerAttest:
      return policies::Access::kLedgerAttest;
  }
  return policies::Access::kLedgerAttest;
}

}  // namespace

Error frozen(std::string what) {
  Error failure = error(Code::kFrozen, std::move(what) + " is frozen");
  failure.control = "FREEZE-ONE";
  return failure;
}

Result<void> check_access(const policies::Client& client, Operation operation) {
  if (client.has_access(access_of(operation))) return {};
  return refused("SIGN-GRANT", "client " + client.name + " has no access \"" +
                                   std::string(to_text(operation)) + "\"");
}

Result<void> check_right(const Books& books, const policies::Client& client, Operation operation) {
  PYX_TRY(check_access(client, operation));
  if (is_frozen(books, client)) return frozen("client " + client.name);
  return {};
}

Result<const KeyRecord*> usable_key(const Books& books, const policies::Client& client,
                                    const Uuid& id, Purpose purpose) {
  const KeyRecord* key = books.key(id);
  if (key == nullptr || key->purpose != purpose || !client.may_use(key->profile)) {
    return error(Code::kNotFound, "client " + client.name + " has no key " + id.text() +
                                      " of purpose " + std::string(pyx::to_text(purpose)));
  }
  if (key->state != KeyState::kActive) {
    return refused("KEY-STATE", "key " + id.text() + " is in state " +
                                    std::string(to_text(key->state)) + "; it must be active");
  }
  if (is_frozen(books, *key)) return frozen("key " + id.text());
  PYX_TRY(check_at_home(books, *key));
  return key;
}

}  // namespace pyx::custody
