// pyx bench: how fast an operator's own token signs.

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/table.h"
#include "ceremony/cli/token_place.h"

namespace pyx::ceremony {
namespace {

constexpr unsigned kMostThreads = 64;
constexpr Duration kMostTime = std::chrono::minutes(1);

struct Kind {
  KeyType type;
  Purpose purpose;
};

struct BenchAsk {
  TokenPlace place;
  std::vector<Kind> kinds;
  std::vector<unsigned> threads;
  Duration each = std::chrono::seconds(1);
};

std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  for (const KeyType type :
       {KeyType::kRsa2048, KeyType::kRsa3072, KeyType::kRsa4096, KeyType::kP256, KeyType::kP384,
        KeyType::kEd25519, KeyType::kGenericSecret}) {
    for (const Purpose purpose : {Purpose::kSign, Purpose::kBlindSign, Purpose::kMac}) {
      if (fits(type, purpose)) kinds.push_back({type, purpose});
    }
  }
  return kinds;
}

// 1, 2, 4, … and `most` itself.
std::vector<unsigned> steps_to(unsigned most) {
  std::vector<unsigned> steps;
  for (unsigned threads = 1; threads < most; threads *= 2) steps.push_back(threads);
  steps.push_back(most);
  return steps;
}

std::string plural(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

// What was measured so far, as table and as JSON.
class Sheet {
 public:
  Sheet() { table_.add({"KEY", "PURPOSE", "THREADS", "SIGN/S", "P50 US", "P99 US", "NOTE"}); }

  void add(const Kind& kind, const pkcs11::BenchLine& line) {
    json::object entry = begin(kind);
    entry["threads"] = line.threads;
    entry["signatures"] = line.signatures;
    entry["per_second"] = std::llround(line.per_second);
    entry["p50_us"] = std::llround(line.p50_us);
    entry["p99_us"] = std::llround(line.p99_us);
    entry["failed"] = line.failed ? json::value(describe(*line.failed)) : json::value();
    lines_.push_back(std::move(entry));
    const auto shown = [&](double number) {
      return line.failed ? std::string("-") : std::to_string(std::llround(number));
    };
    row(kind, {std::to_string(line.threads), shown(line.per_second), shown(line.p50_us),
               shown(line.p99_us), line.failed ? describe(*line.failed) : ""});
  }

  // The token does not make such a key, or does not sign with it.
  void add_missing(const Kind& kind, const Error& why) {
    json::object entry = begin(kind);
    entry["threads"] = 0;
    entry["failed"] = describe(why);
    lines_.push_back(std::move(entry));
    row(kind, {"-", "-", "-", "-", describe(why)});
  }

  json::array take_lines() { return std::move(lines_); }
  std::string text() const { return table_.text(); }

 private:
  static json::object begin(const Kind& kind) {
    json::object entry;
    entry["type"] = to_text(kind.type);
    entry["purpose"] = to_text(kind.purpose);
    entry["scheme"] = to_text(*scheme_of(kind.type, kind.purpose));
    return entry;
  }
  void row(const Kind& kind, std::vector<std::string> rest) {
    rest.insert(rest.begin(),
                {std::string(to_text(kind.type)), std::string(to_text(kind.purpose))});
    table_.add(std::move(rest));
  }

  Table table_;
  json::array lines_;
};

// The token's answer to one kind of key belongs into the table; whatever else went wrong ends it.
bool belongs_in_table(const Error& error) { return error.code == Code::kToken && error.ckr != 0; }

Result<std::size_t> measure(pkcs11::Token& token, const BenchAsk& ask, Sheet& sheet,
                            Context& context) {
  std::size_t keys = 0;
  for (const Kind& kind : ask.kinds) {
    context.output.say("measuring " + std::string(to_text(kind.type)) + " for " +
                       std::string(to_text(kind.purpose)));
    const auto lines = token.bench({kind.type, kind.purpose, ask.threads, ask.each});
    if (lines) {
      ++keys;
      for (const pkcs11::BenchLine& line : *lines) sheet.add(kind, line);
    } else if (belongs_in_table(lines.error())) {
      sheet.add_missing(kind, lines.error());
    } else {
      return lines.error();
    }
  }
  return keys;
}

json::object identity_of(const pkcs11::TokenIdentity& token) {
  json::object object;
  object["serial"] = token.serial;
  object["label"] = token.label;
  object["model"] = token.model;
  object["manufacturer"] = token.manufacturer;
  return object;
}

Result<Outcome> run_bench(const BenchAsk& ask, Context& context) {
  PYX_ASSIGN(const auto token, context.open_token(ask.place.token, ask.place.pin));
  PYX_ASSIGN(const auto before, token->objects());
  const std::size_t measurements = ask.kinds.size() * ask.threads.size();
  context.output.say("makes a session key of each kind and signs with it, " +
                     plural(measurements, "measurement") + " of " + to_text(ask.each) +
                     "; keys that are on the token are not used");
  Sheet sheet;
  PYX_ASSIGN(const std::size_t keys, measure(*token, ask, sheet, context));
  PYX_ASSIGN(const auto after, token->objects());
  if (after.size() != before.size()) {
    return error(Code::kToken, "the token has " + plural(after.size(), "object") +
                                   ", before it had " + std::to_string(before.size()) +
                                   ": the bench or somebody beside it changed that");
  }
  Outcome outcome;
  outcome.data["token"] = identity_of(token->identity());
  outcome.data["each_ms"] = ask.each.count();
  outcome.data["lines"] = sheet.take_lines();
  outcome.data["keys_made_and_destroyed"] = keys;
  outcome.data["objects"] = after.size();
  outcome.text = sheet.text();
  outcome.words = {plural(keys, "session key") + " made and destroyed; the token has " +
                   plural(after.size(), "object") + ", as before"};
  return outcome;
}

Result<std::vector<Kind>> kinds_of(const Arguments& given) {
  std::vector<Kind> all = all_kinds();
  if (!given.has("--type")) return all;
  const std::vector<std::string>& wanted = given.texts("--type");
  for (const std::string& name : wanted) {
    const auto type = key_type_from(name);
    const bool signs = type && std::ranges::find(all, *type, &Kind::type) != all.end();
    if (!signs) return bad_argument("--type", "\"" + name + "\" is no type of key that signs");
  }
  std::erase_if(all, [&](const Kind& kind) {
    return std::ranges::find(wanted, to_text(kind.type)) == wanted.end();
  });
  return all;
}

Result<Run> prepare_bench(const Arguments& given) {
  BenchAsk ask;
  PYX_ASSIGN(ask.place, token_place(given));
  PYX_ASSIGN(ask.kinds, kinds_of(given));
  PYX_ASSIGN(const auto threads, given.number_if("--threads", 1, kMostThreads));
  const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  ask.threads = steps_to(threads.value_or(cores));
  PYX_ASSIGN(const auto each, given.duration_if("--each"));
  ask.each = each.value_or(ask.each);
  if (ask.each > kMostTime) return bad_argument("--each", "is longer than " + to_text(kMostTime));
  return Run([ask](Context& context) { return run_bench(ask, context); });
}

}  // namespace

Commands bench_commands() {
  return {
      {"bench",
       "",
       "measure how fast a token signs, with throw-away session keys; leaves nothing on it",
       {},
       {token_flag(Need::kRequired),
        pin_source_flag(),
        {"--type", "TYPE",
         "rsa-2048, rsa-3072, rsa-4096, p-256, p-384, ed25519 or generic-secret; all if left out",
         Need::kOptional, Times::kMany,
         "rsa-2048|rsa-3072|rsa-4096|p-256|p-384|ed25519|generic-secret"},
        {"--threads", "NUMBER", "1, 2, 4, ... up to so many threads; the cores if left out"},
        {"--each", "DURATION", "time of each measurement, at most 1m; 1s if left out"}},
       prepare_bench}};
}

}  // namespace pyx::ceremony
