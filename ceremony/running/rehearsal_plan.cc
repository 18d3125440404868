#include "ceremony/running/rehearsal_plan.h"

#include <algorithm>
#include <vector>

#include "ceremony/running/rehearsal_policy.h"
#include "ceremony/running/toml_text.h"
#include "ceremony/transcript/roster.h"

namespace pyx::ceremony::running {
namespace {

using custody::KeyState;
using planning::Plan;
using Names = std::vector<std::string>;

void add_once(Names& to, const Names& some) {
  for (const std::string& one : some) {
    if (std::ranges::find(to, one) == to.end()) to.push_back(one);
  }
}

class Before {
 public:
  Before(const Plan& plan, const planning::Values& values) : plan_(plan) {
    for (const planning::Role& role : plan.roles) {
      if (role.in_policy) members_.push_back(role.id);
    }
    everybody_ = members_;
    add_once(everybody_, {std::string(transcript::kWitness)});
    proposer_ = {proposing_roles(plan).front()};
    for (const planning::Token& token : plan.tokens) {
      if (token.state == planning::TokenState::kVault) vault_ = &token;
    }
    seats_ = usual_seats(plan, values);
    approvers_ = {seats_.substr(seats_.find(" of ") + 4)};
  }

  std::string write() {
    text_ = "# Of a rehearsal: what was there before.\nversion = 1\ntitle = " +
            toml_text("Before: " + plan_.title) +
            "\npurpose = \"Makes what a rehearsal finds.\"\nvault = \"none\"\nlongest = \"7d\"\n";
    write_roles();
    write_parameters();
    write_things();
    write_keys();
    text_ +=
        "\n[[rule]]\nacts = [\"key.generate\", \"keys.schedule\", \"key.activate\", "
        "\"key.retire\", \"backup.create\", \"backup.prove\"]\nquorum = " +
        toml_list({seats_}) + "\n\n[[section]]\nid = \"all\"\ntitle = \"All of it\"\n";
    write_founding();
    make_keys();
    for (const planning::Backup& one : plan_.backups)
      if (one.before) back_up(one);
    bring_to_state();
    step("log-out", proposer_, "log-out", "token = " + toml_text(vault_->id));
    step("sign", everybody_, "sign-transcript");
    return std::move(text_);
  }

 private:
  void write_roles() {
    for (const planning::Role& role : plan_.roles) {
      text_ += "\n[[role]]\nid = " + toml_text(role.id) + "\ntitle = " + toml_text(role.title) +
               "\nduty = " + toml_text(role.duty) + "\nleast = " +
               (planning::sole_parameter(role.least) ? toml_text(role.least) : role.least) +
               "\nin_policy = " + (role.in_policy ? "true" : "false") +
               "\nreaches_host = " + (role.reaches_host ? "true" : "false") + "\n";
      if (!role.apart.empty()) text_ += "apart = " + toml_list(role.apart) + "\n";
    }
  }

  void write_bounds(const planning::ParameterSpec& spec) {
    using planning::ParameterKind;
    switch (spec.kind) {
      case ParameterKind::kChoice:
      case ParameterKind::kKeyType:
        text_ += "choices = " + toml_list(spec.choices) + "\n";
        return;
      case ParameterKind::kDuration:
        text_ += "least = " + toml_text(pyx::to_text(Duration(spec.least))) +
                 "\nmost = " + toml_text(pyx::to_text(Duration(spec.most))) + "\n";
        return;
      default:
        text_ += "least = " + std::to_string(spec.least) + "\nmost = " + std::to_string(spec.most) +
                 "\n";
    }
    if (spec.kind == ParameterKind::kPeople) text_ += "role = " + toml_text(spec.role) + "\n";
  }

  void write_parameters() {
    for (const planning::ParameterSpec& spec : plan_.parameters) {
      text_ += "\n[[parameter]]\nname = " + toml_text(spec.name) +
               "\nkind = " + toml_text(to_text(spec.kind)) + "\ntext = " + toml_text(spec.meaning) +
               "\n";
      write_bounds(spec);
      if (spec.standard) text_ += "default = " + toml_text(*spec.standard) + "\n";
    }
  }

  void item(const std::string& id, std::string_view kind, const Names& each) {
    text_ += "\n[[item]]\nid = " + toml_text(id) + "\nkind = " + toml_text(kind) +
             "\ntext = \"of the stage\"\nat = \"table\"\n";
    if (!each.empty()) text_ += "each = " + toml_list(each) + "\n";
  }

  // Where shares are files these are looked for under the item that the plan itself names.
  std::string carrier_of(const planning::Backup& backup) const {
    const planning::Item* const on = plan_.item(backup.on);
    const bool media = on != nullptr && on->kind == planning::ItemKind::kMedia;
    return media ? on->id : "stage-card-" + backup.id;
  }

  void carrier(const planning::Backup& backup) {
    const std::string id = carrier_of(backup);
    if (std::ranges::find(carriers_, id) != carriers_.end()) return;
    carriers_.push_back(id);
    item(id, id == backup.on ? "media" : "card", backup.holders);
  }

  bool splits_so_pin() const { return vault_->so_pin.way == planning::PinWay::kSplit; }

  void write_things() {
    if (splits_so_pin()) item("stage-so-card", "card", vault_->so_pin.holders);
    for (const planning::Backup& one : plan_.backups) {
      if (!one.before) continue;
      carrier(one);
      item("stage-record-" + one.id, "media", one.holders);
    }
    for (const std::string& id : {vault_->id, std::string(kTokenBefore)}) {
      text_ += "\n[[token]]\nid = " + toml_text(id) +
               "\ntext = \"of the stage\"\nat = \"table\"\nends = \"host\"\n";
    }
  }

  void write_keys() {
    for (const planning::Key& key : plan_.keys) {
      if (!key.before) continue;
      text_ += "\n[[key]]\nid = " + toml_text(key.id) + "\nprofile = " + toml_text(key.profile) +
               "\ntype = " + toml_text(key.type) +
               "\npurpose = " + toml_text(pyx::to_text(key.purpose)) +
               "\nbackup = " + toml_text(policies::to_text(key.backup)) + "\n";
      if (!key.each.empty()) text_ += "each = " + toml_text(key.each) + "\n";
    }
    for (const planning::Backup& one : plan_.backups) {
      if (!one.before) continue;
      text_ += "\n[[backup]]\nid = " + toml_text(one.id) + "\nkeys = " + toml_list(one.keys) +
               "\nholders = " + toml_list(one.holders) + "\nshares = " + toml_text(one.shares) +
               "\non = " + toml_text(carrier_of(one)) + "\n";
    }
  }

  void step(const std::string& id, const Names& who, std::string_view action,
            const std::string& with = {}) {
    text_ += "\n[[step]]\nid = " + toml_text(id) + "\nsection = \"all\"\ntitle = " + toml_text(id) +
             "\nwho = " + toml_list(who) + "\ndo = " + toml_text(action) + "\n";
    if (!with.empty()) text_ += "with = { " + with + " }\n";
    text_ += "minutes = 1\n";
  }

  void act(const std::string& name, std::string_view type, const std::string& with) {
    step("propose-" + name, proposer_, "propose",
         "act = " + toml_text(type) + ", name = " + toml_text(name) + ", " + with);
    step("approve-" + name, approvers_, "approve", "acts = " + toml_list({name}));
  }

  void done_act(const std::string& name, std::string_view type, const std::string& with) {
    act(name, type, with);
    step("execute-" + name, proposer_, "execute", "acts = " + toml_list({name}));
  }

  void write_founding() {
    const std::string vault = "token = " + toml_text(vault_->id);
    step("arrive", everybody_, "arrive");
    step("identify", everybody_, "check-identity", "people = " + toml_list(everybody_));
    step("digests", everybody_, "read-digests");
    step("inspect-vault", everybody_, "inspect-token", vault);
    Names setting_up = proposer_;
    std::string so_pin = ", so_pin = \"session\", user_pin = \"pin-source\"";
    if (splits_so_pin()) {
      add_once(setting_up, vault_->so_pin.holders);
      so_pin = ", so_pin = \"split\", so_pin_on = \"stage-so-card\", so_pin_holders = " +
               toml_list(vault_->so_pin.holders) +
               ", so_pin_shares = " + toml_text(vault_->so_pin.shares) +
               ", user_pin = \"pin-source\"";
    }
    step("initialise-vault", setting_up, "initialise-token", vault + so_pin);
    step("people-keys", members_, "make-officer-key");
    step("policy", everybody_, "check-policy", "which = \"first\"");
    step("draft", proposer_, "draft-vault", vault);
    step("sign-founding", members_, "sign-founding");
    step("found", proposer_, "finish-vault");
    step("publish", everybody_, "publish-digest");
  }

  Names keys_if(auto wanted) const {
    Names ids;
    for (const planning::Key& key : plan_.keys) {
      if (key.before && wanted(key)) ids.push_back(key.id);
    }
    return ids;
  }

  void make_keys() {
    const auto of_coins = [](const planning::Key& key) {
      return key.purpose == Purpose::kCoin || key.purpose == Purpose::kBlindSign;
    };
    const Names plain = keys_if([&](const planning::Key& key) { return !of_coins(key); });
    const Names coins = keys_if(of_coins);
    if (!plain.empty()) done_act("make-keys", "key.generate", "keys = " + toml_list(plain));
    if (!coins.empty()) done_act("make-coins", "keys.schedule", "keys = " + toml_list(coins));
  }

  void back_up(const planning::Backup& backup) {
    const std::string of = "backup = " + toml_text(backup.id);
    Names table = proposer_;
    add_once(table, backup.holders);
    add_once(table, vault_->so_pin.holders);
    act("back-up-" + backup.id, "backup.create", of);
    step("hand-out-" + backup.id, table, "create-backup",
         "act = " + toml_text("back-up-" + backup.id));
    step("acknowledge-" + backup.id, backup.holders, "acknowledge", of);
    step("record-" + backup.id, proposer_, "export-record",
         of + ", on = " + toml_text("stage-record-" + backup.id));
    act("prove-" + backup.id, "backup.prove", of);
    if (proofs_++ == 0) {
      const std::string token = "token = " + toml_text(kTokenBefore);
      step("inspect-proof", everybody_, "inspect-token", token);
      step("initialise-proof", proposer_, "initialise-token",
           token + ", so_pin = \"session\", user_pin = \"session\"");
    }
    Names proving = proposer_;
    add_once(proving, backup.holders);
    step("do-prove-" + backup.id, proving, "prove-backup",
         "act = " + toml_text("prove-" + backup.id) + ", token = " + toml_text(kTokenBefore));
  }

  void bring_to_state() {
    const Names lived = keys_if([](const planning::Key& key) {
      return *key.before == KeyState::kActive || *key.before == KeyState::kDeactivated;
    });
    const Names retired =
        keys_if([](const planning::Key& key) { return *key.before == KeyState::kDeactivated; });
    if (!lived.empty()) done_act("activate", "key.activate", "keys = " + toml_list(lived));
    if (!retired.empty()) done_act("retire", "key.retire", "keys = " + toml_list(retired));
  }

  const Plan& plan_;
  Names members_;
  Names everybody_;
  Names proposer_;
  Names approvers_;
  Names carriers_;
  std::string seats_;
  const planning::Token* vault_ = nullptr;
  unsigned proofs_ = 0;
  std::string text_;
};

}  // namespace

std::string plan_before(const Plan& plan, const planning::Values& values) {
  return Before(plan, values).write();
}

}  // namespace pyx::ceremony::running
