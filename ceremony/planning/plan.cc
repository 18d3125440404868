#include "ceremony/planning/plan.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pyx::ceremony::planning {
namespace {

template <class T>
const T* with_id(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

template <class E, std::size_t n>
using Words = std::array<std::pair<E, std::string_view>, n>;
constexpr Words<Place, 5> kPlaces = {{{Place::kSafe, "safe"},
                                      {Place::kTable, "table"},
                                      {Place::kHolder, "holder"},
                                      {Place::kHost, "host"},
                                      {Place::kDestroyed, "destroyed"}}};
constexpr Words<ItemKind, 7> kItemKinds = {{{ItemKind::kBag, "bag"},
                                            {ItemKind::kEnvelope, "envelope"},
                                            {ItemKind::kCard, "card"},
                                            {ItemKind::kPaper, "paper"},
                                            {ItemKind::kMedia, "media"},
                                            {ItemKind::kPrinter, "printer"},
                                            {ItemKind::kToken, "token"}}};
constexpr Words<PinWay, 6> kPinWays = {{{PinWay::kNone, "none"},
                                        {PinWay::kSplit, "split"},
                                        {PinWay::kSealed, "sealed"},
                                        {PinWay::kPinSource, "pin-source"},
                                        {PinWay::kSession, "session"},
                                        {PinWay::kElsewhere, "elsewhere"}}};
constexpr Words<TokenState, 3> kTokenStates = {{{TokenState::kBlank, "blank"},
                                                {TokenState::kInitialised, "initialised"},
                                                {TokenState::kVault, "vault"}}};

template <class E, std::size_t n>
std::string_view word_of(const Words<E, n>& words, E value) {
  for (const auto& [known, text] : words)
    if (known == value) return text;
  return "unknown";
}

template <class E, std::size_t n>
std::optional<E> from_word(const Words<E, n>& words, std::string_view text) {
  for (const auto& [value, known] : words)
    if (known == text) return value;
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Place place) { return word_of(kPlaces, place); }
std::optional<Place> place_from(std::string_view text) { return from_word(kPlaces, text); }
std::string_view to_text(ItemKind kind) { return word_of(kItemKinds, kind); }
std::optional<ItemKind> item_kind_from(std::string_view text) {
  return from_word(kItemKinds, text);
}
bool is_container(ItemKind kind) { return kind == ItemKind::kBag || kind == ItemKind::kEnvelope; }
std::string_view to_text(PinWay way) { return word_of(kPinWays, way); }
std::optional<PinWay> pin_way_from(std::string_view text) { return from_word(kPinWays, text); }
std::string_view to_text(TokenState state) { return word_of(kTokenStates, state); }
std::optional<TokenState> token_state_from(std::string_view text) {
  return from_word(kTokenStates, text);
}

bool Step::has(std::string_view field) const { return with.contains(field); }

const std::string& Step::text(std::string_view field) const {
  static const std::string kEmpty;
  const auto found = with.find(field);
  const auto* const text = found == with.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? kEmpty : *text;
}

const std::vector<std::string>& Step::texts(std::string_view field) const {
  static const std::vector<std::string> kEmpty;
  const auto found = with.find(field);
  const auto* const texts =
      found == with.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
  return texts == nullptr ? kEmpty : *texts;
}

PinKeeping pin_keeping(const Step& step, const std::string& which) {
  return {pin_way_from(step.text(which)).value_or(PinWay::kNone), step.text(which + "_on"),
          step.texts(which + "_holders"), step.text(which + "_shares")};
}

const Role* Plan::role(std::string_view id) const { return with_id(roles, id); }
const Item* Plan::item(std::string_view id) const { return with_id(items, id); }
const Token* Plan::token(std::string_view id) const { return with_id(tokens, id); }
const Key* Plan::key(std::string_view id) const { return with_id(keys, id); }
const Backup* Plan::backup(std::string_view id) const { return with_id(backups, id); }
const Section* Plan::section(std::string_view id) const { return with_id(sections, id); }
const Step* Plan::step(std::string_view id) const { return with_id(steps, id); }

const ParameterSpec* Plan::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &ParameterSpec::name);
  return found == parameters.end() ? nullptr : &*found;
}

const ActRule* Plan::rule(policies::ActType act) const {
  const auto found = std::ranges::find_if(rules, [&](const ActRule& rule) {
    return std::ranges::find(rule.acts, act) != rule.acts.end();
  });
  return found == rules.end() ? nullptr : &*found;
}

Duration Plan::length() const {
  Duration all{};
  for (const Step& one : steps) all += std::chrono::minutes(one.minutes);
  return all;
}

}  // namespace pyx::ceremony::planning
