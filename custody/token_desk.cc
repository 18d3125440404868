#include "custody/token_desk.h"

#include "base/crash_point.h"
#include "custody/acts/token_move.h"

namespace pyx::custody {

Result<ActRecord> TokenDesk::find(const Uuid& act) const {
  PYX_ASSIGN(ActRecord record, acts_.act(act));
  if (std::holds_alternative<TokenReplace>(record.act.parameters)) return record;
  return error(Code::kBadInput, "act " + act.text() + " is of another type: " +
                                    std::string(policies::to_text(record.act.type())));
}

// The old token first let go of: one module may show both.
Result<TokenDesk::Shared> TokenDesk::open(const NewToken& to) {
  PYX_TRY(token_.close());
  PYX_ASSIGN(Shared token, to.open(to.uri));
  return token;
}

Result<void> TokenDesk::go_over(const NewToken& to, Shared token) {
  PYX_TRY(store_.set_note("token-uri", to.uri));
  TokenBinding binding = log_.look([](const Books& books) { return books.binding; });
  return token_.move_to(to.open, to.uri, std::move(binding), std::move(token));
}

Result<ActRecord> TokenDesk::replace(const Uuid& id, const NewToken& to) {
  PYX_ASSIGN(const ActRecord record, find(id));
  if (record.state == ActState::kExecuted) return make_sure(record, to);
  Shared token;
  Attempt attempt = Attempt::kAfterCrash;
  PYX_TRY(acts_.begin(id, [&]() -> Result<void> {
    attempt = Attempt::kFirst;
    PYX_ASSIGN(token, open(to));
    return check_new_token(*token, record);
  }));
  if (token == nullptr) {
    PYX_ASSIGN(token, open(to));
  }
  const auto [books, now] = log_.look_at(
      [](const Books& there, const Tallies&, Time time) { return std::pair(there, time); });
  PYX_ASSIGN(Performed done, perform_move(*token, books, record, attempt, now));
  PYX_ASSIGN(ActRecord moved, acts_.finish(std::move(done)));
  crash_point(CrashPoint::kMoveRecorded);
  PYX_TRY(go_over(to, std::move(token)));
  return moved;
}

// A crash behind the outcome may have left the old token's place in the store.
Result<ActRecord> TokenDesk::make_sure(const ActRecord& done, const NewToken& to) {
  const TokenBinding binding = log_.look([](const Books& books) { return books.binding; });
  if (binding.act != done.act.id) {
    return error(Code::kConflict, "act " + done.act.id.text() + " is executed, and the vault has " +
                                      "gone on to token " + binding.serial() + " since");
  }
  PYX_ASSIGN(Shared token, open(to));
  PYX_TRY(check_token_bound(*token, binding));
  PYX_TRY(go_over(to, std::move(token)));
  return done;
}

Result<void> TokenDesk::give_up(const Uuid& id, const std::optional<NewToken>& on) {
  PYX_ASSIGN(const ActRecord record, find(id));
  if (record.state != ActState::kExecuting)
    return error(Code::kConflict, "act " + id.text() + " is not being executed");
  if (on) {
    PYX_ASSIGN(const Shared token, open(*on));
    PYX_TRY(sweep_move(*token, record));
  }
  return acts_.give_up(id);
}

Result<std::optional<std::string>> TokenDesk::last_checkpoint() const {
  return store_.note("checkpoint");
}

}  // namespace pyx::custody
