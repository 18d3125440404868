// pyx-purse: a holder's purse and an issuer's till in one. Shows how custody/client is used for
// coins. What may be typed: mint/purse_program.cc. Exit 0 done, 1 failed, 2 usage, 3 refused by a
// control.
#include <unistd.h>

#include <charconv>
#include <string>

#include "base/file.h"
#include "base/hex.h"
#include "custody/client/client.h"
#include "mint/pending.h"
#include "mint/program_run.h"
#include "mint/purse.h"
#include "mint/purse_program.h"
#include "mint/vault_flags.h"

namespace pyx::mint {
namespace {

using custody::CoinPouch;
using custody::ValueAnswer;
using custody::ValueRequest;

void say(const std::string& text) { put(STDOUT_FILENO, text + "\n"); }

struct Till {
  std::unique_ptr<client::Client> client;
  Sha256 vault{};
};

Result<Till> open_till(const GivenFlags& flags) {
  PYX_ASSIGN(client::ClientOptions options, client_options(flags));
  Till till;
  till.vault = options.vault.value();
  PYX_ASSIGN(till.client, client::Client::open(std::move(options)));
  return till;
}

std::string left_words(const custody::Remaining& left) {
  return std::to_string(left.count) + " coins, " + std::to_string(left.value) +
         " minor units left in " + left.window;
}

void tell(const ValueAnswer& answer) {
  std::string text = "leaf " + std::to_string(answer.receipt.leaf_index) + " of the log";
  if (answer.receipt.remaining) {
    const auto& left = *answer.receipt.remaining;
    text += "; budget " + left.budget + " has " + left_words(left);
  }
  say(text);
}

std::string worth(const CoinPouch& coins) {
  std::uint64_t value = 0;
  for (const custody::CoinFace& face : coins.faces()) value += face.value;
  return std::to_string(coins.size()) + " coins worth " + std::to_string(value);
}

// What the answer brings into the purse, and what it takes out. Only then is the request forgotten.
Result<void> take_in(Purse& purse, const Till& till, const Pending& pending,
                     const ValueAnswer& answer, const GivenFlags& flags) {
  const auto* minted = std::get_if<custody::Minted>(&answer.what);
  if (const auto* exchanged = std::get_if<custody::Exchanged>(&answer.what))
    minted = &exchanged->minted;
  if (minted != nullptr) {
    PYX_ASSIGN(
        const CoinPouch coins,
        client::open_delivery(purse.holder(), till.vault, pending.request.request, minted->sealed));
    PYX_TRY(purse.put(coins));
    say("got " + worth(coins) + "; the sealed answer has the SHA-256 " +
        to_hex(sha256(minted->sealed)).substr(0, 16) + "…");
  }
  if (!pending.paid.empty()) PYX_TRY(purse.take_out(pending.paid));
  if (const auto* redeemed = std::get_if<custody::Redeemed>(&answer.what)) {
    say("redeemed " + std::to_string(redeemed->retired.size()) + " coins worth " +
        std::to_string(redeemed->value) + " " + redeemed->currency);
  }
  tell(answer);
  if (flags.contains("--receipt")) {
    const std::string receipt =
        client::write_receipt_file(till.client->receipt_file(pending.request, answer));
    PYX_TRY(write_file(text_of(flags, "--receipt"), as_bytes(receipt), Overwrite::kYes));
  }
  return {};
}

Result<void> ask(Purse& purse, const Till& till, const Pending& pending, const GivenFlags& flags) {
  const std::string file = text_of(flags, "--purse");
  auto answer = till.client->operate(pending.request);
  if (!answer) {
    // It is unknown whether it was made: it stays under way. What was refused was not made.
    const Code code = answer.error().code;
    const bool unknown = code == Code::kRetry || code == Code::kFrozen || code == Code::kToken;
    if (!unknown) PYX_TRY(forget_pending(file));
    if (unknown) {
      complain(purse_program(),
               "request " + pending.request.request.text() + " is under way: --resume");
    }
    return answer.error();
  }
  PYX_TRY(till.client->check_receipt(pending.request, *answer));
  PYX_TRY(take_in(purse, till, pending, *answer, flags));
  return forget_pending(file);
}

Result<std::optional<std::uint64_t>> value_of(const GivenFlags& flags) {
  if (!flags.contains("--pay")) return std::optional<std::uint64_t>();
  const std::string text = text_of(flags, "--pay");
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value == 0)
    return error(Code::kBadInput, "--pay takes a whole number of minor units");
  return std::optional(value);
}

template <class What>
Result<Pending> paying(const Purse& purse, const Till& till, const GivenFlags& flags, What what) {
  PYX_ASSIGN(const auto value, value_of(flags));
  PYX_ASSIGN(const CoinPouch coins, purse.pick(value));
  Pending pending;
  pending.request.request = client::Client::new_request();
  PYX_ASSIGN(what.payment.envelope_key, Uuid::parse(text_of(flags, "--envelope-key")));
  PYX_ASSIGN(const PublicKey key, till.client->public_key(what.payment.envelope_key));
  PYX_ASSIGN(what.payment.sealed,
             client::seal_payment(
                 key, coins, custody::payment_binding(till.vault, pending.request.request, what)));
  pending.request.what = std::move(what);
  for (const custody::CoinFace& face : coins.faces()) pending.paid.push_back(face.id);
  return pending;
}

Result<void> mint(Purse& purse, const Till& till, const GivenFlags& flags) {
  Pending pending;
  pending.request.request = client::Client::new_request();
  if (flags.contains("--request")) {
    PYX_ASSIGN(pending.request.request, Uuid::parse(text_of(flags, "--request")));
  }
  custody::CoinsMint what;
  PYX_ASSIGN(what.coins, coin_lines_from(text_of(flags, "--mint")));
  what.holder = purse.holder().public_key;
  pending.request.what = std::move(what);
  if (flags.contains("--dry-run")) {
    pending.request.dry_run = true;
    PYX_ASSIGN(const ValueAnswer answer, till.client->operate(pending.request));
    const custody::Remaining& left = *answer.receipt.remaining;
    say("it would pass; budget " + left.budget + " would have " + left_words(left));
    return {};
  }
  PYX_TRY(keep_pending(text_of(flags, "--purse"), pending));
  say("request " + pending.request.request.text());
  return ask(purse, till, pending, flags);
}

// Verdicts change nothing, so nothing is kept of the request.
Result<void> check(const Purse& purse, const Till& till, const GivenFlags& flags) {
  PYX_ASSIGN(const Pending pending, paying(purse, till, flags, custody::CoinsCheck{}));
  PYX_ASSIGN(const ValueAnswer answer, till.client->operate(pending.request));
  PYX_TRY(till.client->check_receipt(pending.request, answer));
  for (const custody::JudgedCoin& coin : std::get<custody::Judged>(answer.what).coins) {
    say(to_hex(coin.id) + "  " + coin.denomination + "  " +
        std::string(custody::to_text(coin.verdict)));
  }
  tell(answer);
  return {};
}

Result<void> pay(Purse& purse, const Till& till, const GivenFlags& flags) {
  Pending pending;
  if (flags.contains("--exchange")) {
    custody::CoinsExchange what;
    PYX_ASSIGN(what.coins, coin_lines_from(text_of(flags, "--exchange")));
    what.holder = purse.holder().public_key;
    PYX_ASSIGN(pending, paying(purse, till, flags, std::move(what)));
  } else {
    custody::CoinsRedeem what;
    what.account = sha256(text_of(flags, "--redeem"));
    PYX_ASSIGN(pending, paying(purse, till, flags, std::move(what)));
  }
  PYX_TRY(keep_pending(text_of(flags, "--purse"), pending));
  return ask(purse, till, pending, flags);
}

Result<void> run(const GivenFlags& flags) {
  const std::string file = text_of(flags, "--purse");
  if (flags.contains("--new")) {
    PYX_ASSIGN(const Purse made, Purse::create(file));
    say("made " + file + "; its holder key is " + custody::to_text(made.holder().public_key));
    return {};
  }
  PYX_ASSIGN(Purse purse, Purse::open(file));
  if (flags.contains("--show")) {
    say(std::to_string(purse.size()) + " coins worth " + std::to_string(purse.value()));
    return {};
  }
  PYX_ASSIGN(const Till till, open_till(flags));
  if (flags.contains("--check")) return check(purse, till, flags);
  PYX_ASSIGN(const auto pending, read_pending(file));
  if (flags.contains("--resume")) {
    if (!pending) return error(Code::kNotFound, "no request of this purse is under way");
    return ask(purse, till, *pending, flags);
  }
  if (pending) {
    return error(Code::kConflict, "a request of this purse is under way: --resume it first");
  }
  return flags.contains("--mint") ? mint(purse, till, flags) : pay(purse, till, flags);
}

}  // namespace
}  // namespace pyx::mint

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  return pyx::mint::run_program(
      {pyx::mint::purse_program(), pyx::mint::parse_purse_flags, pyx::mint::run}, words);
}
