// What people write: policies, configuration, URIs; and the small texts inside everything else.

#include <algorithm>
#include <set>

#include "base/base64.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/secret_source.h"
#include "base/uuid.h"
#include "ceremony/cli/escape.h"
#include "ceremony/screen/answer_line.h"
#include "ceremony/screen/cell_width.h"
#include "ceremony/screen/view.h"
#include "custody/client/url.h"
#include "custody/server/config.h"
#include "pkcs11/token_uri.h"
#include "policies/budget.h"
#include "policies/grant.h"
#include "policies/policy.h"
#include "policies/quorum.h"
#include "tests/fuzz/target.h"

namespace pyx::fuzz {
namespace {

// "NAME:line:column: what is wrong", on one line that a terminal can show.
void points_at_its_place(const Error& error, std::string_view source_name) {
  must_hold(error.code == Code::kBadInput, "what is malformed is bad input");
  const std::string_view text = error.message;
  must_hold(text.starts_with(std::string(source_name) + ":"), "the file is named");
  const std::size_t line = source_name.size() + 1;
  must_hold(text.size() > line && text[line] >= '0' && text[line] <= '9', "the line is named");
}

template <class T>
void is_distinct(const std::vector<T>& list, const std::string T::*name) {
  std::set<std::string> seen;
  for (const T& one : list) must_hold(seen.insert(one.*name).second, "names are distinct");
}

// The moments of any period follow each other, and it is found by them.
void holds_its_periods(const policies::Schedule& schedule) {
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, policies::kMostPeriods}) {
    const policies::Period period = policies::period_of(schedule, number);
    must_hold(period.born <= period.begins && period.begins < period.ends &&
                  period.ends <= period.mints_until && period.mints_until < period.coins_expire &&
                  period.coins_expire <= period.refresh_until,
              "moments follow each other");
    must_hold(policies::period_at(schedule, period.begins) == number, "a period is found");
    must_hold(period.mints_until <= policies::period_of(schedule, number + 1).ends,
              "no more than two periods mint at once");
  }
}

void holds_its_denominations(const policies::Policy& policy) {
  is_distinct(policy.denominations, &policies::Denomination::name);
  for (const policies::Denomination& one : policy.denominations) {
    const policies::KeyProfile* const profile = policy.profile(one.profile);
    must_hold(profile != nullptr, "the profile of a denomination is there");
    must_hold(profile->purpose == Purpose::kCoin || profile->purpose == Purpose::kBlindSign,
              "its keys make coins");
    must_hold(one.value >= 1 && one.most_issued.value_or(one.value) >= one.value,
              "a key may issue one coin at least");
    holds_its_periods(one.schedule);
  }
}

// SIGN-GRANT: raw signatures alone never reach a key of a mint.
void holds_its_grants(const policies::Policy& policy) {
  for (const policies::Client& client : policy.clients) {
    for (const std::string& name : client.use) {
      const policies::KeyProfile* const profile = policy.profile(name);
      must_hold(profile != nullptr && client.may_use(name), "what a client uses is there");
      must_hold(profile->purpose == Purpose::kEncrypt ||
                    std::ranges::any_of(client.access,
                                        [&](policies::Access access) {
                                          return policies::serves(access, profile->purpose);
                                        }),
                "an access of the client uses it");
    }
  }
}

bool holds_a_double(const json::value& value) {
  if (const auto* const list = value.if_array()) {
    return std::ranges::any_of(*list, holds_a_double);
  }
  if (const auto* const object = value.if_object()) {
    return std::ranges::any_of(*object,
                               [](const auto& member) { return holds_a_double(member.value()); });
  }
  return value.is_double();
}

}  // namespace

Outcome json_text(ByteView input) {
  const auto read = json::parse(as_text(input));
  if (!read) return Outcome::kRefused;
  const std::string written = json::serialize(*read);
  const auto again = json::parse(written);
  must_hold(again.ok(), "JSON that was read can be written and read");
  // Boost.JSON rounds a double anew each time it reads one; no format of Pyx has any.
  must_hold(holds_a_double(*read) || json::serialize(*again) == written,
            "JSON that is read again is the same");
  return Outcome::kAccepted;
}

// ACT-QUORUM: no policy that is accepted has a rule which passes without people.
Outcome policy(ByteView input) {
  const auto read = policies::parse_policy(as_text(input), "policy.toml");
  if (!read) {
    points_at_its_place(read.error(), "policy.toml");
    return Outcome::kRefused;
  }
  must_hold(read->digest == sha256(input), "the digest is that of the bytes");
  is_distinct(read->people, &policies::Person::id);
  is_distinct(read->profiles, &policies::KeyProfile::name);
  is_distinct(read->clients, &policies::Client::name);
  is_distinct(read->clients, &policies::Client::san_uri);
  for (const auto& [type, rule] : read->rules) {
    must_hold(!rule.seats.empty() && !rule.may_propose.empty(), "a rule has seats and proposers");
    for (const policies::Seats& seats : rule.seats) {
      const auto holders = std::ranges::count_if(
          read->people, [&](const policies::Person& one) { return one.has_role(seats.role); });
      must_hold(seats.needed >= 1, "no threshold is zero");
      must_hold(std::cmp_less_equal(seats.needed, holders), "no threshold is past its role");
    }
    must_hold(rule.lifetime > Duration::zero(), "an act lives for some time");
  }
  must_hold(read->longest_outage > Duration::zero(), "the clock may move on");
  holds_its_denominations(*read);
  holds_its_grants(*read);
  return Outcome::kAccepted;
}

// SIGN-BUDGET: no budget that is accepted is without a limit.
Outcome budgets(ByteView input) {
  constexpr std::uint64_t kMost = 1'000'000'000'000'000;
  const auto read = policies::parse_budgets(as_text(input), "budgets.toml");
  if (!read) {
    points_at_its_place(read.error(), "budgets.toml");
    return Outcome::kRefused;
  }
  must_hold(read->digest == sha256(input), "the digest is that of the bytes");
  must_hold(!read->budgets.empty() && read->budgets.size() <= policies::kMostBudgets,
            "there are some budgets, not too many");
  is_distinct(read->budgets, &policies::Budget::name);
  for (const policies::Budget& one : read->budgets) {
    const bool has_value = one.charge != policies::Charge::kCheck;
    must_hold(one.currency.empty() != has_value, "what has a value has a currency");
    must_hold(policies::scope_from(policies::to_text(one.scope)) == one.scope,
              "a scope is written as it is read");
    must_hold(!one.limits.empty() && one.limits.size() <= policies::kMostLimits,
              "a budget has some limits, not too many");
    std::set<std::optional<Duration>> windows;
    for (const policies::Limit& limit : one.limits) {
      must_hold(windows.insert(limit.window).second, "windows are distinct");
      const auto again = policies::window_from(policies::window_text(limit.window));
      must_hold(again && *again == limit.window, "a window is written as it is read");
      must_hold(!limit.window || *limit.window >= std::chrono::seconds(1), "a window takes time");
      must_hold(limit.count <= kMost && limit.value <= (has_value ? kMost : 0),
                "no limit is past all bounds");
    }
  }
  return Outcome::kAccepted;
}

Outcome server_config(ByteView input) {
  const auto read = server::parse_config(as_text(input), "pyxd.toml", "/etc/pyx");
  if (!read) {
    points_at_its_place(read.error(), "pyxd.toml");
    return Outcome::kRefused;
  }
  const auto endpoint = server::parse_endpoint(server::to_text(read->listen));
  must_hold(endpoint.ok() && endpoint->port == read->listen.port, "an endpoint is written as read");
  must_hold(read->vault.is_absolute() && read->tls.key.is_absolute(), "paths are absolute");
  must_hold(!std::holds_alternative<SecretSource::Prompt>(read->pin_source.where),
            "a daemon asks at no terminal");
  const server::ServerLimits& limits = read->limits;
  must_hold(limits.connections > 0 && limits.pipelined > 0 && limits.body_bytes > 0,
            "no limit is none");
  for (const Duration wait : {limits.handshake, limits.header, limits.body, limits.idle,
                              limits.write, limits.stop, read->session_lifetime}) {
    must_hold(wait > Duration::zero(), "every wait has an end, and takes some time");
  }
  return Outcome::kAccepted;
}

// SECRET-NEVER: any part of a URI may be a PIN.
Outcome token_uri(ByteView input) {
  const std::string_view text = as_text(input);
  const auto read = pkcs11::parse_token_uri(text);
  if (!read) {
    must_hold(quotes_nothing(read.error().message), "an error does not quote the URI");
    return Outcome::kRefused;
  }
  must_hold(text.find("pin-value=") == std::string_view::npos, "a URI with a PIN is refused");
  const std::string written = pkcs11::to_text(*read);
  const auto again = pkcs11::parse_token_uri(written);
  must_hold(again.ok(), "a URI that was read can be written and read");
  must_hold(again->module_path == read->module_path && again->serial == read->serial &&
                again->label == read->label && again->manufacturer == read->manufacturer &&
                again->model == read->model && again->object_id == read->object_id,
            "it addresses the same token");
  must_hold(!again->pin_source, "what is stored and shown has no PIN source");
  return Outcome::kAccepted;
}

Outcome pin_source(ByteView input) {
  const auto read = parse_secret_source(as_text(input));
  if (!read) {
    must_hold(quotes_nothing(read.error().message),
              "an error does not quote what may be the PIN itself");
    return Outcome::kRefused;
  }
  const std::string written = pyx::to_text(*read);
  const auto again = parse_secret_source(written);
  must_hold(again.ok() && pyx::to_text(*again) == written, "a source is written as it is read");
  return Outcome::kAccepted;
}

Outcome small_texts(ByteView input) {
  const std::string_view text = as_text(input);
  bool taken = false;
  if (const auto bytes = from_base64(text)) {
    must_hold(to_base64(*bytes) == text, "base64 is canonical");
    taken = true;
  }
  if (const auto bytes = from_base64url(text)) {
    must_hold(to_base64url(*bytes) == text, "base64url is canonical");
    taken = true;
  }
  if (const auto bytes = from_hex(text)) {
    must_hold(to_hex(*bytes).size() == text.size(), "hex has two digits a byte");
    taken = true;
  }
  if (const auto digest = sha256_from_hex(text)) {
    must_hold(to_hex(*digest) == text, "a digest has one text");
  }
  if (const auto id = Uuid::parse(text)) {
    must_hold(id->text() == text && Uuid::from_bytes(id->bytes).ok(), "a UUID has one text");
    taken = true;
  }
  if (const auto time = from_rfc3339(text)) {
    const std::string written = to_rfc3339(*time);
    must_hold(written == text || written == std::string(text.substr(0, text.size() - 1)) + ".000Z",
              "a time has one text, or the same without milliseconds");
    taken = true;
  }
  if (const auto duration = parse_duration(text)) {
    must_hold(*duration > Duration::zero(), "a duration takes some time");
    must_hold(parse_duration(pyx::to_text(*duration)).value() == *duration, "and is written so");
    taken = true;
  }
  if (const auto url = client::parse_url(text)) {
    const auto again = client::parse_url("https://" + url->authority());
    must_hold(again.ok() && again->host == url->host && again->port == url->port,
              "a URL is written as it is read");
    taken = true;
  }
  if (const auto endpoint = server::parse_endpoint(text)) {
    must_hold(server::to_text(*endpoint) == text, "an endpoint has one text");
    taken = true;
  }
  return taken ? Outcome::kAccepted : Outcome::kRefused;
}

Outcome terminal_keys(ByteView input) {
  namespace screen = ceremony::screen;
  screen::KeyReader whole;
  screen::AnswerLine line;
  for (const screen::Key& key : whole.read(as_text(input))) line.take(key);
  const std::string& text = line.text();
  must_hold(text.size() <= ceremony::running::kMostAnswerBytes, "an answer has its bound");
  must_hold(ceremony::escape_line(text) == text, "what is typed shows as it is");
  must_hold(line.cursor() <= text.size(), "the cursor is in the line");
  must_hold(line.cursor() == text.size() || !screen::goes_on(text[line.cursor()]),
            "the cursor stands between characters");
  screen::View view;
  view.question.emplace();
  view.answer = text;
  view.cursor = line.cursor();
  for (const screen::Size size : {screen::Size{24, 80}, screen::Size{3, 7}}) {
    const screen::Frame frame = screen::frame_of(view, size);
    must_hold(frame.lines.size() == size.rows, "a frame has the rows of its window");
    for (const screen::Line& one : frame.lines)
      must_hold(screen::columns_of(one) <= size.columns, "a line fits");
    must_hold(frame.cursor_column < size.columns, "the cursor is on the screen");
  }
  return text.empty() ? Outcome::kRefused : Outcome::kAccepted;
}

}  // namespace pyx::fuzz
