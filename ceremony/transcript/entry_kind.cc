#include "ceremony/transcript/entry_kind.h"

#include <array>

#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::transcript {
namespace {

constexpr auto kOptional = Presence::kOptional;
constexpr auto kPublic = Level::kPublic;
constexpr auto kRestricted = Level::kRestricted;
constexpr auto kSecret = Level::kSecret;
constexpr auto kRequired = Presence::kRequired;

constexpr FieldSpec one_of(std::string_view name, std::string_view choices) {
  return {name, kPublic, Form::kText, kRequired, choices};
}
constexpr FieldSpec text(std::string_view name, Level level, Presence presence = kRequired) {
  return {name, level, Form::kText, presence};
}
constexpr FieldSpec of(Form form, std::string_view name, Presence presence = kRequired) {
  return {name, kPublic, form, presence};
}

constexpr FieldSpec kSigned = of(Form::kEnvelope, kSignatures);
constexpr FieldSpec kStep = of(Form::kName, "step");
constexpr FieldSpec kOnePerson = of(Form::kName, "person");
constexpr FieldSpec kReason = text("reason", kRestricted, kOptional);

constexpr std::array kHeaderFields = {
    of(Form::kId, "ceremony"),
    text("format", kPublic),
    text("host", kRestricted, kOptional),
    one_of("mode", "real|rehearsal"),
    of(Form::kDigest, "plan"),
    of(Form::kDigest, "site", kOptional),
    text("software", kPublic),
    text("title", kPublic),
    of(Form::kDigest, "vault", kOptional),
};
constexpr std::array kParameterFields = {of(Form::kName, "name"), text("value", kPublic)};
constexpr std::array kPersonFields = {of(Form::kKey, "key"), text("name", kRestricted), kOnePerson,
                                      of(Form::kNames, "roles")};
constexpr std::array kClockFields = {kOnePerson, of(Form::kTime, "watch")};
constexpr std::array kPreflightFields = {of(Form::kName, "check"), one_of("result", "good|bad"),
                                         text("text", kRestricted, kOptional)};
constexpr std::array kArrivedFields = {kOnePerson};
constexpr std::array kLeftFields = {kOnePerson, kReason};
constexpr std::array kStepBegunFields = {of(Form::kNames, "people"), kStep};
constexpr std::array kDigestReadFields = {of(Form::kDigest, "digest"), of(Form::kNames, "people"),
                                          text("what", kPublic)};
constexpr std::array kTokenFields = {text("found", kRestricted, kOptional),
                                     text("manufacturer", kRestricted), text("model", kRestricted),
                                     text("serial", kRestricted), of(Form::kName, "token")};
constexpr std::array kLoggedOutFields = {of(Form::kNames, "people"), of(Form::kName, "token")};
constexpr std::array kActFields = {of(Form::kId, "act"),
                                   of(Form::kNumber, "anchored", kOptional),
                                   one_of("event", "proposed|decided|executed|failed"),
                                   of(Form::kNumber, "leaf"),
                                   of(Form::kDigest, "leaf_hash"),
                                   of(Form::kDigest, "vault")};
constexpr std::array kFoundedFields = {of(Form::kDigest, "leaf_hash"), of(Form::kDigest, "vault")};
constexpr std::array kFrozenFields = {of(Form::kDigest, "freeze"),    of(Form::kNumber, "leaf"),
                                      of(Form::kDigest, "leaf_hash"), kOnePerson,
                                      text("target", kPublic),        of(Form::kDigest, "vault")};
constexpr std::array kItemFields = {
    text("bag", kSecret, kOptional),    of(Form::kName, "item"),
    of(Form::kName, "kind", kOptional), of(Form::kNames, "people"),
    text("place", kSecret, kOptional),  one_of("what", "made|shown|moved|sealed|opened|destroyed")};
constexpr std::array kOutputFields = {of(Form::kDigest, "digest"), of(Form::kNumber, "size"),
                                      text("what", kPublic)};
constexpr std::array kStepDoneFields = {kStep};
constexpr std::array kStepBrokenOffFields = {kStep, text("text", kRestricted)};
constexpr std::array kStepSkippedFields = {of(Form::kNumber, "deviation"), kStep};
constexpr std::array kInitialledFields = {kOnePerson, kSigned, kStep};
constexpr std::array kSectionFields = {of(Form::kName, "section"), kSigned};
constexpr std::array kIntermissionFields = {kReason};
constexpr std::array kReturnedFields = {of(Form::kNames, "people")};
constexpr std::array kIdentifiedFields = {of(Form::kNames, "people"), of(Form::kNames, "who")};
constexpr std::array kDeviationFields = {
    one_of("class", "absence|clock|equipment|item|order|overrun|skipped|substitution|token|other"),
    of(Form::kNumber, "deviation"), one_of("severity", "minor|major|critical"),
    of(Form::kNames, "signers"), text("text", kRestricted)};
constexpr std::array kDeviationSignedFields = {of(Form::kNumber, "deviation"), kSigned};
constexpr std::array kObjectionFields = {kOnePerson, kSigned, text("text", kRestricted)};
constexpr std::array kCrashFields = {of(Form::kNumber, "entries"), text("software", kPublic),
                                     of(Form::kNumber, "torn"),
                                     of(Form::kDigest, "torn_digest", kOptional)};
constexpr std::array kReconciledFields = {
    one_of("decision", "continue|again|stop"), one_of("finding", "done|not-done|unknown"),
    of(Form::kNames, "people"), kStep, text("text", kRestricted)};
constexpr std::array kNoteFields = {text("text", kRestricted)};
constexpr std::array kEndFields = {one_of("outcome", "completed|abandoned"), kSigned};

constexpr std::array kKinds = {
    KindSpec{Kind::kHeader, "header", kHeaderFields},
    KindSpec{Kind::kParameter, "parameter", kParameterFields},
    KindSpec{Kind::kPerson, "person", kPersonFields},
    KindSpec{Kind::kClock, "clock", kClockFields},
    KindSpec{Kind::kPreflight, "preflight", kPreflightFields},
    KindSpec{Kind::kArrived, "arrived", kArrivedFields},
    KindSpec{Kind::kLeft, "left", kLeftFields},
    KindSpec{Kind::kStepBegun, "step-begun", kStepBegunFields},
    KindSpec{Kind::kDigestRead, "digest-read", kDigestReadFields},
    KindSpec{Kind::kToken, "token", kTokenFields},
    KindSpec{Kind::kLoggedOut, "logged-out", kLoggedOutFields},
    KindSpec{Kind::kAct, "act", kActFields},
    KindSpec{Kind::kFounded, "founded", kFoundedFields},
    KindSpec{Kind::kFrozen, "frozen", kFrozenFields},
    KindSpec{Kind::kItem, "item", kItemFields},
    KindSpec{Kind::kOutput, "output", kOutputFields},
    KindSpec{Kind::kStepDone, "step-done", kStepDoneFields},
    KindSpec{Kind::kStepBrokenOff, "step-broken-off", kStepBrokenOffFields},
    KindSpec{Kind::kStepSkipped, "step-skipped", kStepSkippedFields},
    KindSpec{Kind::kInitialled, "initialled", kInitialledFields},
    KindSpec{Kind::kSection, "section", kSectionFields},
    KindSpec{Kind::kIntermission, "intermission", kIntermissionFields},
    KindSpec{Kind::kReturned, "returned", kReturnedFields},
    KindSpec{Kind::kIdentified, "identified", kIdentifiedFields},
    KindSpec{Kind::kDeviation, "deviation", kDeviationFields},
    KindSpec{Kind::kDeviationSigned, "deviation-signed", kDeviationSignedFields},
    KindSpec{Kind::kObjection, "objection", kObjectionFields},
    KindSpec{Kind::kCrash, "crash", kCrashFields},
    KindSpec{Kind::kReconciled, "reconciled", kReconciledFields},
    KindSpec{Kind::kNote, "note", kNoteFields},
    KindSpec{Kind::kEnd, "end", kEndFields},
};
constexpr std::array<std::string_view, 3> kLevels = {"public", "restricted", "secret"};

}  // namespace

std::string_view to_text(Level level) { return kLevels.at(static_cast<std::size_t>(level)); }

std::optional<Level> level_from(std::string_view text) {
  for (const Level level : {kPublic, kRestricted, kSecret}) {
    if (to_text(level) == text) return level;
  }
  return std::nullopt;
}

bool KindSpec::is_signed() const { return field(kSignatures) != nullptr; }

const FieldSpec* KindSpec::field(std::string_view field_name) const {
  for (const FieldSpec& spec : fields) {
    if (spec.name == field_name) return &spec;
  }
  return nullptr;
}

std::span<const KindSpec> all_kinds() { return kKinds; }

const KindSpec& spec_of(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::string_view to_text(Kind kind) { return spec_of(kind).name; }

const KindSpec* find_kind(std::string_view name) {
  for (const KindSpec& spec : kKinds) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

Result<void> check_value(const FieldSpec& spec, std::string_view value) {
  const bool good =
      spec.choices.empty() ? has_form(spec.form, value) : is_choice(spec.choices, value);
  if (good) return {};
  return error(Code::kBadInput, "the field \"" + std::string(spec.name) + "\" is not " +
                                    (spec.choices.empty() ? std::string(form_words(spec.form))
                                                          : "one of " + std::string(spec.choices)));
}

}  // namespace pyx::ceremony::transcript
