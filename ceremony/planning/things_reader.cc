#include <array>
#include <utility>

#include "ceremony/planning/part_readers.h"
#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

using policies::in_quotes;

std::optional<ItemKind> item_kind_of_items(std::string_view text) {
  const auto kind = item_kind_from(text);
  return kind == ItemKind::kToken ? std::nullopt : kind;
}

std::optional<Place> place_before(std::string_view text) {
  const auto place = place_from(text);
  return place == Place::kDestroyed ? std::nullopt : place;
}

// Where a thing is before and after; of an item and of a token.
void read_places(toml::Table& table, Gather& gather, Item& item) {
  item.place =
      gather.word<Place>(table, "at", place_before, "safe, table, holder or host", Place::kTable);
  item.ends = gather.word<Place>(table, "ends", place_from,
                                 "safe, table, holder, host or destroyed", item.place);
  if (!table.has("in")) return;
  item.in = gather.id(table, "in");
  if (table.has("at")) {
    gather.add(FindingKind::kMalformed, table.position_of("at"),
               "what lies in a container is where that is", "leave out \"at\"");
  }
  if (!table.has("ends")) {
    gather.add(FindingKind::kMalformed, table.position_of("in"),
               "what lies in a container must say where it ends", "add \"ends\"");
  }
}

std::optional<PinWay> so_pin_before(std::string_view text) {
  const auto way = pin_way_from(text);
  const bool fits = way == PinWay::kSplit || way == PinWay::kSealed || way == PinWay::kElsewhere;
  return fits ? way : std::nullopt;
}

std::optional<PinWay> user_pin_before(std::string_view text) {
  const auto way = pin_way_from(text);
  const bool fits =
      way == PinWay::kPinSource || way == PinWay::kSealed || way == PinWay::kElsewhere;
  return fits ? way : std::nullopt;
}

// What is said of a PIN beside its way: all that the way asks for, and nothing else.
void check_pin(const toml::Table& table, const std::string& which, const PinKeeping& pin,
               Gather& gather) {
  const bool on = pin.way == PinWay::kSplit || pin.way == PinWay::kSealed;
  const bool parts = pin.way == PinWay::kSplit;
  const auto check = [&](const std::string& key, bool wanted) {
    if (table.has(key) == wanted) return;
    gather.add(FindingKind::kMalformed, table.at(),
               which + " = \"" + std::string(to_text(pin.way)) + "\" " +
                   (wanted ? "needs" : "does not go with") + " \"" + key + "\"");
  };
  check(which + "_on", on);
  if (which == "user_pin") return;
  check(which + "_holders", parts);
  check(which + "_shares", parts);
}

// The keys so_pin… and user_pin… of a token that is not blank.
void read_pins(toml::Table& table, Gather& gather, Token& token) {
  constexpr std::string_view kWays = "split, sealed or elsewhere";
  token.so_pin.way = gather.word<PinWay>(table, "so_pin", so_pin_before, kWays, PinWay::kNone);
  if (table.has("so_pin_on")) token.so_pin.on = gather.id(table, "so_pin_on");
  token.so_pin.holders = gather.list_if(table, "so_pin_holders");
  if (table.has("so_pin_shares")) token.so_pin.shares = gather.text(table, "so_pin_shares");
  token.user_pin.way = gather.word<PinWay>(table, "user_pin", user_pin_before,
                                           "pin-source, sealed or elsewhere", PinWay::kNone);
  if (table.has("user_pin_on")) token.user_pin.on = gather.id(table, "user_pin_on");
  check_pin(table, "so_pin", token.so_pin, gather);
  check_pin(table, "user_pin", token.user_pin, gather);
  const bool has_pins = token.so_pin.way != PinWay::kNone && token.user_pin.way != PinWay::kNone;
  const bool has_none = !table.has("so_pin") && !table.has("user_pin");
  if (token.state == TokenState::kBlank ? !has_none : !has_pins) {
    gather.add(FindingKind::kMalformed, table.at(),
               token.state == TokenState::kBlank
                   ? "a blank token has no PINs"
                   : "a token that is not blank must say where its PINs are",
               "say so_pin and user_pin of a token that is not blank");
  }
}

// Nothing in `state` means that it is not there.
std::optional<std::optional<custody::KeyState>> key_before_from(std::string_view text) {
  if (text == "absent") return std::optional<custody::KeyState>();
  const auto state = custody::key_state_from(text);
  if (!state || *state == custody::KeyState::kDestroyed) return std::nullopt;
  return state;
}

std::optional<bool> backup_before_from(std::string_view text) {
  if (text == "absent") return false;
  if (text == "live") return true;
  return std::nullopt;
}

}  // namespace

std::string read_count(toml::Table& table, std::string_view key, Gather& gather) {
  const auto text = table.string(key);
  if (!text) return std::to_string(gather.take(table.integer(key, 0, kMostPeople)));
  if (sole_parameter(text->text)) return text->text;
  gather.add(FindingKind::kMalformed, text->at,
             std::string(key) + " is " + in_quotes(text->text) +
                 ", but must be a whole number or \"{parameter}\"");
  return "0";
}

void read_item(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[item]]", {"id", "kind", "text", "at", "ends", "in", "sealed", "each"});
  Item item;
  item.at = table.at();
  item.id = gather.id(table, "id");
  item.kind = gather.word<ItemKind>(table, "kind", item_kind_of_items,
                                    "bag, envelope, card, paper, media or printer");
  item.meaning = gather.text(table, "text");
  read_places(table, gather, item);
  item.sealed = gather.take(table.boolean_or("sealed", false));
  item.each = gather.list_if(table, "each");
  if (item.sealed && !is_container(item.kind)) {
    gather.add(FindingKind::kMalformed, table.position_of("sealed"),
               "only a bag or an envelope is sealed");
  }
  if (item.place == Place::kHost || item.ends == Place::kHost)
    gather.add(FindingKind::kMalformed, table.at(), "only a token is in the host");
  if (item.place == Place::kHolder && item.each.empty()) {
    gather.add(FindingKind::kMalformed, table.at(),
               "item " + item.id + " is with its holders, but does not say who they are",
               "name them in \"each\"");
  }
  plan.items.push_back(std::move(item));
}

void read_token(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[token]]",
              {"id", "text", "at", "ends", "in", "state", "so_pin", "so_pin_on", "so_pin_holders",
               "so_pin_shares", "user_pin", "user_pin_on"});
  Item item;
  item.at = table.at();
  item.id = gather.id(table, "id");
  item.kind = ItemKind::kToken;
  item.meaning = gather.text(table, "text");
  read_places(table, gather, item);
  if (item.place == Place::kHolder || item.ends == Place::kDestroyed) {
    gather.add(FindingKind::kMalformed, table.at(),
               "a token is in the safe, on the table or in the host");
  }
  Token token;
  token.at = table.at();
  token.id = item.id;
  token.state = gather.word<TokenState>(table, "state", token_state_from,
                                        "blank, initialised or vault", TokenState::kBlank);
  read_pins(table, gather, token);
  plan.items.push_back(std::move(item));
  plan.tokens.push_back(std::move(token));
}

void read_key(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[key]]", {"id", "profile", "type", "purpose", "backup", "each", "state"});
  Key key;
  key.at = table.at();
  key.id = gather.id(table, "id");
  key.profile = gather.text(table, "profile");
  key.type = gather.text(table, "type");
  key.purpose =
      gather.word<Purpose>(table, "purpose", purpose_from,
                           "sign, blind-sign, mac, encrypt, coin, coin-seed, envelope or answer");
  key.backup = gather.word<policies::Backup>(table, "backup", policies::backup_from,
                                             "split or none", policies::Backup::kSplit);
  if (table.has("each")) key.each = gather.text(table, "each");
  key.before = gather.word<std::optional<custody::KeyState>>(
      table, "state", key_before_from, "absent, pre-activation, active or deactivated",
      std::optional<std::optional<custody::KeyState>>(std::in_place, std::nullopt));
  plan.keys.push_back(std::move(key));
}

void read_backup(toml::Table& table, Gather& gather, Plan& plan) {
  gather.only(table, "[[backup]]", {"id", "keys", "holders", "shares", "on", "replaces", "state"});
  Backup backup;
  backup.at = table.at();
  backup.id = gather.id(table, "id");
  backup.keys = gather.list(table, "keys", 1);
  backup.holders = gather.list(table, "holders", 1);
  backup.shares = gather.text(table, "shares");
  backup.on = gather.id(table, "on");
  if (table.has("replaces")) backup.replaces = gather.id(table, "replaces");
  backup.before = gather.word<bool>(table, "state", backup_before_from, "absent or live", false);
  plan.backups.push_back(std::move(backup));
}

}  // namespace pyx::ceremony::planning
