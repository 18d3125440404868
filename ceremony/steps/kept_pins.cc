#include "ceremony/steps/kept_pins.h"

#include <system_error>
#include <utility>

#include "base/file.h"
#include "ceremony/pin_file.h"
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

Result<NewPin> handed_out(const Doing& doing, const fs::path& record_file, const std::string& label,
                          const pkcs11::PinLimits& limits, const PinKeeping& keeping) {
  PYX_ASSIGN(const custody::SharePlan plan, plan_of(doing, keeping));
  PYX_ASSIGN(const auto before, record_before(record_file));
  const Clock& clock = doing.host.context().clock;
  PYX_ASSIGN(SplitPin split,
             split_new_pin(label, limits, plan, clock.now(), before ? &*before : nullptr));
  PYX_TRY(hand_over_to_all(split, doing.people.screen(), sayer(doing.people), clock));
  const fs::path waiting = beside(record_file);
  PYX_TRY(make_way(waiting));
  PYX_TRY(write_file(waiting, split.record_bytes, Overwrite::kNo));
  return NewPin{std::move(split.pin), keeping, plan.groups.front().holders, waiting, record_file};
}

Result<NewPin> in_pin_source(const Doing& doing, const std::string& token,
                             const pkcs11::PinLimits& limits, const PinKeeping& keeping,
                             Replaces replaces) {
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(token));
  const SecretSource source = doing.host.source(place->pin_source);
  const auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr)
    return error(Code::kBadInput,
                 "the PIN source of token " + token + " is no file, so that nothing can be put there");
  std::error_code ignored;
  // One that a crash left behind was never told to anybody: the token has it, or gets it now.
  if (replaces == Replaces::kNo && doing.was_begun_before() && fs::exists(file->path, ignored)) {
    PYX_ASSIGN(SecretBytes left, read_secret(source, "user PIN"));
    return NewPin{pkcs11::Pin(std::move(left)), keeping, {}, {}, {}};
  }
  PYX_ASSIGN(pkcs11::Pin pin, pkcs11::random_pin(limits));
  if (replaces == Replaces::kNo) {
    PYX_TRY(make_folders(file->path.parent_path()));
    PYX_TRY(write_pin_file(file->path, pin));
    return NewPin{std::move(pin), keeping, {}, {}, {}};
  }
  const fs::path waiting = beside(file->path);
  PYX_TRY(make_way(waiting));
  PYX_TRY(write_pin_file(waiting, pin));
  return NewPin{std::move(pin), keeping, {}, waiting, file->path};
}

Result<void> give_name(const NewPin& made) {
  if (made.name.empty()) return {};
  std::error_code failed;
  fs::rename(made.waiting, made.name, failed);
  if (failed) return error(Code::kStore, made.name.string() + ": " + failed.message());
  return sync_folder(made.name.parent_path());
}

}  // namespace

fs::path pin_record_file(const Host& host, const std::string& token, PinOf whose) {
  const std::string prefix = whose == PinOf::kSo ? "so-pin-" : "user-pin-";
  return host.path(host.site().output) / (prefix + token + ".json");
}

Result<NewPin> make_new_pin(const Doing& doing, const std::string& token, const std::string& label,
                            const pkcs11::PinLimits& limits, PinOf whose, const PinKeeping& keeping,
                            Replaces replaces) {
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
      return NewPin{std::move(pin), keeping, {}, {}, {}};
    }
    case PinWay::kNone:
    case PinWay::kElsewhere:
      break;
  }
  return error(Code::kBadInput, "the plan does not say where the " + std::string(name_of(whose)) +
                                    " of token " + token + " is kept");
}

Result<void> settle(const Doing& doing, const std::string& token, PinOf whose, NewPin made) {
  PYX_TRY(give_name(made));
  for (const std::string& holder : made.holders) {
    const planning::Item* const item = doing.model.plan().item(made.keeping.on);
    if (item == nullptr) continue;
    PYX_TRY(doing.write(transcript::Kind::kItem,
                        {{"item", item->id},
                         {"kind", std::string(planning::to_text(item->kind))},
                         {"what", "made"},
                         {"people", holder}}));
  }
  if (made.keeping.way == PinWay::kPinSource)
    return doing.write(transcript::Kind::kNote,
                       {{"text", "the user PIN of token " + token +
                                     " is in a PIN source on this host: single-host PIN"}});
  if (made.keeping.way != PinWay::kSession) return {};
  if (whose == PinOf::kSo) {
    doing.host.keep_so_pin(token, std::move(made.pin));
  } else {
    doing.host.keep_user_pin(token, std::move(made.pin));
  }
  return {};
}

Result<std::optional<NewPin>> left_behind(const Doing& doing, const std::string& token, PinOf whose,
                                          const PinKeeping& keeping) {
  std::error_code ignored;
  if (keeping.way == PinWay::kSplit || keeping.way == PinWay::kSealed) {
    const fs::path name = pin_record_file(doing.host, token, whose);
    if (!fs::exists(beside(name), ignored)) return std::optional<NewPin>();
    PYX_ASSIGN(const custody::SharePlan plan, plan_of(doing, keeping));
    PYX_ASSIGN(const SharedPin typed, pin_of_shares(beside(name), doing.people));
    PYX_ASSIGN(pkcs11::Pin pin, another(*typed));
    return std::optional(
        NewPin{std::move(pin), keeping, plan.groups.front().holders, beside(name), name});
  }
  if (keeping.way != PinWay::kPinSource) return std::optional<NewPin>();
  PYX_ASSIGN(const planning::SiteToken* const place, doing.host.place_of(token));
  SecretSource source = doing.host.source(place->pin_source);
  auto* const file = std::get_if<SecretSource::File>(&source.where);
  if (file == nullptr || !fs::exists(beside(file->path), ignored)) return std::optional<NewPin>();
  const fs::path name = std::exchange(file->path, beside(file->path));
  PYX_ASSIGN(SecretBytes left, read_secret(source, "user PIN"));
  return std::optional(NewPin{pkcs11::Pin(std::move(left)), keeping, {}, file->path, name});
}

Result<SharedPin> pin_of_shares(const fs::path& file, People& people) {
  PYX_ASSIGN(PinShareRecord record, read_record(file));
  PYX_ASSIGN(pkcs11::Pin pin, typed_pin(std::move(record), people.screen(), sayer(people)));
  return SharedPin(std::make_shared<const pkcs11::Pin>(std::move(pin)));
}

Result<SharedPin> so_pin(const Doing& doing, const std::string& token) {
  const auto found = doing.model.state().tokens.find(token);
  const PinWay way = found == doing.model.state().tokens.end() ? PinWay::kNone
                                                               : found->second.so_pin.way;
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
