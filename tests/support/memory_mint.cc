#include "tests/support/memory_mint.h"

namespace pyx::testing {

using custody::IssuedCoins;
using custody::Operation;
using custody::OperationLeaf;
using custody::RetiredCoins;

std::string budgets_text(const std::vector<BudgetText>& budgets) {
  std::string text = "version = 1\n\n";
  const auto limit = [](std::string_view window, std::uint64_t count) {
    return "[[budget.limit]]\nwindow = \"" + std::string(window) +
           "\"\ncount = " + std::to_string(count) + "\n";
  };
  for (const BudgetText& budget : budgets) {
    const bool has_value = budget.charge != "check";
    text += "[[budget]]\nname = \"" + budget.name + "\"\ncharge = \"" + budget.charge +
            "\"\nscope = \"" + budget.scope + "\"\n" + (has_value ? "currency = \"EUR\"\n" : "");
    text += limit("1h", budget.count);
    if (has_value) text += "value = " + std::to_string(budget.value) + "\n";
    if (budget.life_value > 0)
      text += limit("life", budget.count) + "value = " + std::to_string(budget.life_value) + "\n";
    text += "\n";
  }
  return text;
}

std::string roomy_budget_texts() {
  std::vector<BudgetText> all;
  for (const char* charge : {"issue", "exchange", "redeem", "refund", "check"}) {
    all.emplace_back();
    all.back().name = charge;
    all.back().charge = charge;
  }
  return budgets_text(all);
}

MemoryMint::MemoryMint() : own_(std::make_unique<MemoryVault>()), vault(*own_) { begin(); }
MemoryMint::MemoryMint(MemoryVault& in) : vault(in) { begin(); }

void MemoryMint::begin() {
  seed = vault.active_key("seed");
  envelope = vault.active_key("envelope");
  answer = vault.active_key("answer");
  set_budgets(roomy_budget_texts());
  five = coin_key("eur-5", 1);
  one = coin_key("eur-1", 1);
}

const Uuid& MemoryMint::blind() {
  if (!blind_) blind_ = coin_key("eur-10-blind", 1);
  return *blind_;
}

void MemoryMint::set_budgets(const std::string& text) {
  vault.set_budgets(text);
  tallies.budgets.set(vault.books().budgets);
}

Uuid MemoryMint::coin_key(const std::string& denomination, std::int64_t period) {
  return vault.coin_key(denomination, period);
}

RetiredCoins MemoryMint::coins(const Uuid& key, std::size_t many) {
  RetiredCoins made{key, {}};
  for (std::size_t i = 0; i < many; ++i)
    made.coins.push_back(sha256("coin " + std::to_string(next_coin_++)));
  return made;
}

OperationLeaf MemoryMint::leaf(Operation operation) const {
  OperationLeaf made;
  made.client = "issuer";
  made.operation = operation;
  made.request = Uuid::v7(vault.clock.now());
  made.digest = sha256(made.request.text());
  made.policy = vault.books().policy.digest;
  return made;
}

OperationLeaf MemoryMint::mint(std::vector<IssuedCoins> issued) const {
  OperationLeaf made = leaf(Operation::kCoinsMint);
  made.key = seed;
  made.moves.issued = std::move(issued);
  return made;
}
OperationLeaf MemoryMint::check(std::string verdicts) const {
  OperationLeaf made = leaf(Operation::kCoinsCheck);
  made.envelope = envelope;
  made.verdicts = std::move(verdicts);
  return made;
}
OperationLeaf MemoryMint::exchange(std::vector<RetiredCoins> in,
                                   std::vector<IssuedCoins> out) const {
  OperationLeaf made = leaf(Operation::kCoinsExchange);
  made.key = seed;
  made.envelope = envelope;
  made.moves = {std::move(out), std::move(in)};
  return made;
}
OperationLeaf MemoryMint::redeem(std::vector<RetiredCoins> in) const {
  OperationLeaf made = leaf(Operation::kCoinsRedeem);
  made.envelope = envelope;
  made.moves.retired = std::move(in);
  return made;
}
OperationLeaf MemoryMint::blind_sign(std::uint64_t count) {
  OperationLeaf made = leaf(Operation::kBlindSign);
  made.key = blind();
  made.moves.issued = {{blind(), count}};
  return made;
}
OperationLeaf MemoryMint::answer_sign() const {
  OperationLeaf made = leaf(Operation::kAnswerSign);
  made.key = answer;
  made.statement = sha256("a statement");
  return made;
}
OperationLeaf MemoryMint::attest() {
  OperationLeaf made = leaf(Operation::kLedgerAttest);
  made.key = answer;
  made.statement = vault.put_blob(to_bytes("the ledger"));
  return made;
}

Result<std::uint64_t> MemoryMint::append(OperationLeaf leaf) {
  PYX_ASSIGN(leaf.remaining, gate().operation(leaf));
  tallies.keep(vault.clock.now());
  return vault.append(std::move(leaf));
}

custody::OperationAt MemoryMint::operation_at() const {
  return [this](std::uint64_t index) -> Result<OperationLeaf> {
    if (index >= vault.leaves().size()) return error(Code::kNotFound, "there is no such leaf");
    PYX_ASSIGN(custody::Leaf leaf, custody::parse_leaf(vault.leaves()[index]));
    auto* operation = std::get_if<OperationLeaf>(&leaf.body);
    if (operation == nullptr) return error(Code::kNotFound, "the leaf is no operation");
    return std::move(*operation);
  };
}

Uuid MemoryMint::begun(custody::ActParameters parameters) {
  // What is freed is no longer under way.
  if (std::holds_alternative<custody::ReservationFree>(parameters))
    vault.clock.advance(custody::kQuietBeforeFreeing);
  const Uuid act = vault.approved(std::move(parameters));
  must(vault.append(vault.intent(act)));
  return act;
}

Result<std::uint64_t> MemoryMint::execute(custody::ActParameters parameters,
                                          custody::Refund refund) {
  custody::ExecutedLeaf leaf{begun(std::move(parameters)), {}, {}};
  leaf.refund = std::move(refund);
  const auto passed = gate().executed(vault.books().act(leaf.act)->act, leaf, operation_at());
  if (!passed) {
    tallies.drop();
    must(vault.append(custody::FailedLeaf{leaf.act, "refused", "", ""}));
    return passed.error();
  }
  tallies.keep(vault.clock.now());
  return vault.append(std::move(leaf));
}

std::uint64_t MemoryMint::execute_unchecked(custody::ActParameters parameters,
                                            custody::Refund refund) {
  custody::ExecutedLeaf leaf{begun(std::move(parameters)), {}, {}};
  leaf.refund = std::move(refund);
  return vault.append_unchecked(leaf);
}

}  // namespace pyx::testing
