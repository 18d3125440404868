#include "mint/purse_program.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pyx::mint {
namespace {

constexpr std::array<std::string_view, 7> kJobs = {"--new",      "--show",   "--mint",  "--check",
                                                   "--exchange", "--redeem", "--resume"};

}  // namespace

const Program& purse_program() {
  constexpr auto kRequired = ProgramFlag::Need::kRequired;
  static const Program program{
      "pyx-purse",
      1,
      "a holder's purse, and the till that mints, changes and redeems its coins",
      {"pyx-purse keeps coins in a file and has them minted, checked, exchanged and redeemed by a "
       "vault behind pyxd. It is holder and issuer's till in one, so as to show both sides: the "
       "till's certificate asks, the holder's key receives.",
       "Every request is written to FILE.pending before it is sent. When an answer is lost, "
       "--resume "
       "asks for it again under the same request id, and gets it."},
      {{"--purse", "FILE", "the purse; whoever reads it has the coins", kRequired},
       {"--new", "", "make an empty purse"},
       {"--show", "", "say what is in it"},
       {"--mint", "LINES", "new coins: DENOMINATION=COUNT, with commas between"},
       {"--check", "", "ask of every coin in it whether it is good"},
       {"--exchange", "LINES", "new coins for old ones of equal value"},
       {"--redeem", "ACCOUNT", "coins for money on this account"},
       {"--resume", "", "ask again for the answer that did not come"},
       {"--pay", "VALUE", "with --exchange and --redeem: coins worth so much; all without it"},
       {"--request", "ID", "with --mint: under this request id, as before"},
       {"--dry-run", "", "with --mint: would it pass? Nothing is changed"},
       {"--url", "URL", "the running pyxd, https://HOST:PORT"},
       {"--ca", "FILE", "PEM certificates that the server's certificate must lead to"},
       {"--certificate", "FILE", "PEM certificate of the till"},
       {"--key", "FILE", "PEM private key of that certificate"},
       {"--vault", "HEX", "the vault's id, learnt out of band"},
       {"--vkey", "FILE", "the log's verification key, likewise"},
       {"--name", "CLIENT", "the till's name in the policy"},
       {"--envelope-key", "ID", "the key that coins are sealed to when they are paid"},
       {"--receipt", "FILE", "where the receipt of the answer goes"}},
      {"0  done", "1  failed", "2  the command line is wrong", "3  refused by a control"},
      {"pyx-issuer(1)", "pyxd(8)", "pyx(1)"}};
  return program;
}

Result<GivenFlags> parse_purse_flags(std::span<const std::string_view> words) {
  PYX_ASSIGN(GivenFlags flags, parse_flags(purse_program(), words));
  const auto given = [&](std::string_view flag) { return flags.contains(flag); };
  if (std::ranges::count_if(kJobs, given) != 1) {
    std::string names;
    for (const std::string_view job : kJobs)
      names += (names.empty() ? "" : ", ") + std::string(job);
    return error(Code::kBadInput, "say one thing to do: " + names);
  }
  if (given("--new") || given("--show")) return flags;
  for (const std::string_view flag :
       {"--url", "--ca", "--certificate", "--key", "--vault", "--vkey", "--name"}) {
    if (!given(flag)) return error(Code::kBadInput, std::string(flag) + " is missing");
  }
  const bool pays = given("--check") || given("--exchange") || given("--redeem");
  if (pays && !given("--envelope-key")) return error(Code::kBadInput, "--envelope-key is missing");
  if ((given("--request") || given("--dry-run")) && !given("--mint"))
    return error(Code::kBadInput, "--request and --dry-run go with --mint");
  return flags;
}

Result<std::vector<custody::CoinLine>> coin_lines_from(std::string_view text) {
  std::vector<custody::CoinLine> lines;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view one = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const std::size_t equals = one.find('=');
    custody::CoinLine line;
    line.denomination = std::string(one.substr(0, equals));
    const std::string_view digits =
        equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1);
    const auto [end, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), line.count);
    const bool whole = failure == std::errc() && end == digits.data() + digits.size();
    if (line.denomination.empty() || !whole || line.count == 0 ||
        line.count > custody::kMostCoins) {
      return error(Code::kBadInput,
                   "coins are written DENOMINATION=COUNT, with a count of 1 to 256");
    }
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return error(Code::kBadInput, "no coins are asked for");
  return lines;
}

}  // namespace pyx::mint
