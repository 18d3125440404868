#include "ceremony/steps/kept_pins.h"

#include <system_error>
#include <utility>

#include "base/file.h"
#include "ceremony/planning/parameter.h"

namespace pyx::ceremony::steps {
namespace {

namespace fs = std::filesystem;
using pkcs11::PinOf;
using planning::PinKeeping;
using planning::PinWay;

const char* name_of(PinOf whose) { return whose == PinOf::kSo ? "SO PIN" : "user PIN"; }

SayOfPin sayer(People& people) {
  return [&people](std::string_view sentence) { people.show(sentence); };
}

// Who gets it, and how many of them are needed. What is sealed, one person writes down.
Result<custody::SharePlan> plan_of(const Doing& doing, const PinKeeping& keeping) {
  custody::ShareGroup group;
  if (keeping.way == PinWay::kSealed) {
    group = {1, {doing.doers.front()}};
  } else {
    const auto shares = planning::m_of_n_from(doing.filled(keeping.shares));
    if (!shares) return error(Code::kBadInput, "so_pin_shares is no \"m of n\"");
    group = {shares->m, doing.named(keeping.holders)};
  }
  return custody::SharePlan{1, {std::move(group)}};
}

Result<PinShareRecord> read_record(const fs::path& file) {
  PYX_ASSIGN(const Bytes bytes, read_file(file, kPinShareRecordMostBytes));
  return parse_pin_shares(bytes);
}

Result<std::optional<PinShareRecord>> record_before(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::optional<PinShareRecord>();
  PYX_ASSIGN(PinShareRecord record, read_record(file));
  return std::optional(std::move(record));
}

fs::path beside(const fs::path& file) { return file.string() + ".new"; }

// A file that waited for a PIN which was never set says nothing any more.
Result<void> make_way(const fs::path& waiting) {
  PYX_TRY(make_folders(waiting.parent_path()));
  std::error_code failed;
  fs::remove(waiting, failed);
  if (failed) return error(Code::kStore, waiting.string() + ": " + failed.message());
  return {};
}

Result<PlacedPin> handed_out(const Doing& doing, const fs::path& record_file,
                             const std::string& label, const pkcs11::PinLimits& limits,
                             const PinKeeping& keeping) {
  PinPlaces places;
  PYX_ASSIGN(places.shares, plan_of(doing, keeping));
  places.share_record = beside(record_file);
  PYX_ASSIGN(const auto before, record_before(record_file));
  PYX_TRY(make_way(places.share_record));
  const Clock& clock = doing.host.context().clock;
  PYX_ASSIGN(NewPin kept, keep_new_so_pin(places, label, limits, clock.now(),
                                          before ? &*before : nullptr, [&](const SplitPin& split) {
                                            return hand_over_to_all(split, doing.people.screen(),
                                                                    sayer(doing.people), clock);
                                          }));
  return PlacedPin{std::move(kept), keeping, places.shares.groups.front().holders, record_file};
}

PlacedPin in_memory(pkcs11::Pin pin, const PinKeeping& keeping) {
  return {NewPin{std::move(pin), {}, std::nullopt}, keeping, {}, {}};
}

Result<PlacedPin> in_pin_source(const Doing& doing, const std::string& token,
                                const pkcs11::PinLimits& limits, const PinKeeping& keeping,
                                Replaces replaces) {
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(token));
  const SecretSource source = doing.host.source(place->pin_source);
  const auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr)
    return error(Code::kBadInput, "the PIN source of token " + token +
                                      " is no file, so that nothing can be put there");
  std::error_code ignored;
  if (replaces == Replaces::kNo && fs::exists(file->path, ignored))
    return error(Code::kConflict, file->path.string() +
                                      " is there already: whoever put it there knows the PIN; "
                                      "nothing is overwritten");
  PinPlaces places;
  places.user_pin_file = beside(file->path);
  PYX_TRY(make_way(places.user_pin_file));
  PYX_ASSIGN(NewPin kept, keep_new_user_pin(places, limits));
  return PlacedPin{std::move(kept), keeping, {}, file->path};
}

Result<void> give_name(const PlacedPin& made) {
  if (made.name.empty()) return {};
  std::error_code failed;
  fs::rename(made.kept.file, made.name, failed);
  if (failed) return error(Code::kStore, made.name.string() + ": " + failed.message());
  return sync_folder(made.name.parent_path());
}

Result<void> note_kept(const Doing& doing, const std::string& token, const PinKeeping& keeping,
                       const Names& holders) {
  const planning::Item* const item = doing.model.plan().item(keeping.on);
  for (const std::string& holder : holders) {
    if (item == nullptr) continue;
    PYX_TRY(
        doing.write(transcript::Kind::kItem, {{"item", item->id},
                                              {"kind", std::string(planning::to_text(item->kind))},
                                              {"what", "made"},
                                              {"people", holder}}));
  }
  if (keeping.way != PinWay::kPinSource) return {};
  return doing.write(transcript::Kind::kNote,
                     {{"text", "the user PIN of token " + token +
                                   " is in a PIN source on this host: single-host PIN"}});
}

}  // namespace

fs::path pin_record_file(const Host& host, const std::string& token, PinOf whose) {
  const std::string prefix = whose == PinOf::kSo ? "so-pin-" : "user-pin-";
  return host.path(host.site().output) / (prefix + token + ".json");
}

Result<PlacedPin> make_new_pin(const Doing& doing, const std::string& token,
                               const std::string& label, const pkcs11::PinLimits& limits,
                               PinOf whose, const PinKeeping& keeping, Replaces replaces) {
  switch (keeping.way) {
    case PinWay::kSplit:
    case PinWay::kSealed:
      // A set of its own for the user's: neither's shares can be taken for the other's.
      return handed_out(doing, pin_record_file(doing.host, token, whose),
                        whose == PinOf::kSo ? label : label + ", user", limits, keeping);
    case PinWay::kPinSource:
      return in_pin_source(doing, token, limits, keeping, replaces);
    case PinWay::kSession: {
      PYX_ASSIGN(pkcs11::Pin pin, pkcs11::random_pin(limits));
      return in_memory(std::move(pin), keeping);
    }
    case PinWay::kNone:
    case PinWay::kElsewhere:
      break;
  }
  return error(Code::kBadInput, "the plan does not say where the " + std::string(name_of(whose)) +
                                    " of token " + token + " is kept");
}

void give_up(const Doing& doing, const PlacedPin& made) {
  if (!made.kept.file.empty()) doing.people.show(throw_away(made.kept) + "\n");
}

bool is_settled(const Doing& doing, const std::string& token, PinOf whose,
                const PinKeeping& keeping) {
  if (keeping.way != PinWay::kSplit && keeping.way != PinWay::kSealed) return false;
  const fs::path name = pin_record_file(doing.host, token, whose);
  std::error_code ignored;
  return fs::exists(name, ignored) && !fs::exists(beside(name), ignored);
}

Result<void> note_kept(const Doing& doing, const std::string& token, const PinKeeping& keeping) {
  Names holders;
  if (keeping.way == PinWay::kSplit || keeping.way == PinWay::kSealed) {
    PYX_ASSIGN(const custody::SharePlan plan, plan_of(doing, keeping));
    holders = plan.groups.front().holders;
  }
  return note_kept(doing, token, keeping, holders);
}

Result<void> settle(const Doing& doing, const std::string& token, PinOf whose, PlacedPin made) {
  PYX_TRY(give_name(made));
  PYX_TRY(note_kept(doing, token, made.keeping, made.holders));
  if (made.keeping.way != PinWay::kSession) return {};
  if (whose == PinOf::kSo) {
    doing.host.keep_so_pin(token, std::move(made.kept.pin));
  } else {
    doing.host.keep_user_pin(token, std::move(made.kept.pin));
  }
  return {};
}

Result<std::optional<PlacedPin>> left_behind(const Doing& doing, const std::string& token,
                                             PinOf whose, const PinKeeping& keeping) {
  std::error_code ignored;
  if (keeping.way == PinWay::kSplit || keeping.way == PinWay::kSealed) {
    const fs::path name = pin_record_file(doing.host, token, whose);
    if (!fs::exists(beside(name), ignored)) return std::optional<PlacedPin>();
    PYX_ASSIGN(const custody::SharePlan plan, plan_of(doing, keeping));
    PYX_ASSIGN(const SharedPin typed, pin_of_shares(beside(name), doing.people));
    PYX_ASSIGN(pkcs11::Pin pin, another(*typed));
    return std::optional(PlacedPin{NewPin{std::move(pin), beside(name), std::nullopt}, keeping,
                                   plan.groups.front().holders, name});
  }
  if (keeping.way != PinWay::kPinSource) return std::optional<PlacedPin>();
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(token));
  SecretSource source = doing.host.source(place->pin_source);
  auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr || !fs::exists(beside(file->path), ignored))
    return std::optional<PlacedPin>();
  const fs::path name = std::exchange(file->path, beside(file->path));
  const fs::path waiting = file->path;
  PYX_ASSIGN(SecretBytes left, read_secret(source, "user PIN"));
  return std::optional(
      PlacedPin{NewPin{pkcs11::Pin(std::move(left)), waiting, std::nullopt}, keeping, {}, name});
}

Result<SharedPin> pin_of_shares(const fs::path& file, People& people) {
  PYX_ASSIGN(PinShareRecord record, read_record(file));
  PYX_ASSIGN(pkcs11::Pin pin, typed_pin(std::move(record), people.screen(), sayer(people)));
  return SharedPin(std::make_shared<const pkcs11::Pin>(std::move(pin)));
}

Result<SharedPin> so_pin(const Doing& doing, const std::string& token) {
  const auto found = doing.model.state().tokens.find(token);
  const PinWay way =
      found == doing.model.state().tokens.end() ? PinWay::kNone : found->second.so_pin.way;
  if (way == PinWay::kSession) return doing.host.session_so_pin(token);
  if (way == PinWay::kSplit || way == PinWay::kSealed)
    return pin_of_shares(pin_record_file(doing.host, token, PinOf::kSo), doing.people);
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(token));
  if (!place->so_pin_source)
    return error(Code::kNotFound, "the site has no so_pin_source of token " + token);
  PYX_ASSIGN(SecretBytes secret,
             read_secret(doing.host.source(*place->so_pin_source), "SO PIN of token " + token));
  return SharedPin(std::make_shared<const pkcs11::Pin>(std::move(secret)));
}

}  // namespace pyx::ceremony::steps
