#include "ceremony/running/rehearsal_policy.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "ceremony/running/toml_text.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using planning::Participant;
using policies::ActType;
using Names = std::vector<std::string>;

constexpr std::string_view kLifetime = "24h";
constexpr Duration kPeriodBegan = std::chrono::hours(24);

void put_once(Names& to, const std::string& one) {
  if (std::ranges::find(to, one) == to.end()) to.push_back(one);
}

struct Member {
  std::string id;
  std::string name;
  Names roles;
};

Names policy_roles_of(const planning::Plan& plan, const Participant& person) {
  Names roles;
  for (const std::string& id : person.roles) {
    const planning::Role* const role = plan.role(id);
    if (role != nullptr && role->in_policy) roles.push_back(id);
  }
  return roles;
}

std::vector<Member> members_of(const PolicyAsk& ask) {
  std::vector<Member> members;
  for (const Participant& one : ask.people) {
    Names roles = policy_roles_of(ask.plan, one);
    if (!roles.empty()) members.push_back({one.id, one.name, std::move(roles)});
  }
  return members;
}

const planning::Step* proposing(const planning::Plan& plan, std::string_view act) {
  for (const planning::Step& step : plan.steps) {
    if (step.action == Action::kPropose && step.text("act") == act) return &step;
  }
  return nullptr;
}

bool has_denominations(const planning::Plan& plan) {
  return std::ranges::any_of(plan.keys, [](const planning::Key& key) { return !key.each.empty(); });
}

// "2 of officer": the number and the role.
std::pair<unsigned, std::string> seat_of(const std::string& text) {
  const std::size_t of = text.find(" of ");
  return {static_cast<unsigned>(std::stoul(text.substr(0, of))), text.substr(of + 4)};
}

// Whoever is away while another one proposes may leave a seat empty.
bool lacks_a_spare(const Names& seats, const std::vector<Member>& members, const Names& proposers) {
  return std::ranges::any_of(seats, [&](const std::string& text) {
    const auto [needed, role] = seat_of(text);
    unsigned there = 0;
    for (const Member& one : members) there += std::ranges::count(one.roles, role) > 0 ? 1 : 0;
    const unsigned proposing = std::ranges::find(proposers, role) == proposers.end() ? 0 : 1;
    return there < needed + 1 + proposing;
  });
}

class Text {
 public:
  Text(const PolicyAsk& ask, std::vector<Member> members)
      : ask_(ask), members_(std::move(members)), proposers_(held(proposing_roles(ask.plan))) {}

  std::string write() {
    text_ = "# Of a rehearsal.\nversion = 1\nname = \"rehearsal\"\nroles = " + toml_list(roles()) +
            "\n";
    for (const Member& one : members_) {
      text_ += "\n[[person]]\nid = " + toml_text(one.id) + "\nname = " + toml_text(one.name) +
               "\npublic_key = " + toml_text(to_base64(ask_.keys.find(one.id)->second.spki())) +
               "\nroles = " + toml_list(one.roles) + "\n";
    }
    write_rules();
    text_ += "\n[freeze]\nroles = " + toml_list(freezers()) + "\n";
    write_profiles();
    write_denominations();
    return std::move(text_);
  }

 private:
  Names roles() const {
    Names all;
    for (const Member& one : members_)
      for (const std::string& role : one.roles) put_once(all, role);
    return all;
  }

  // Of those, the ones that somebody has.
  Names held(Names wanted) const {
    const Names all = roles();
    std::erase_if(wanted,
                  [&](const std::string& one) { return std::ranges::find(all, one) == all.end(); });
    return wanted;
  }

  Names freezers() const {
    Names names;
    for (const planning::Step& step : ask_.plan.steps) {
      if (step.action != Action::kFreeze) continue;
      for (const std::string& role : step.who) put_once(names, role);
    }
    names = held(std::move(names));
    if (names.empty()) names.push_back(seat_of(usual_seats(ask_.plan, ask_.values)).second);
    return names;
  }

  void write_rule(ActType act, const Names& seats) {
    text_ += "\n[[rule]]\nact = " + toml_text(policies::to_text(act)) +
             "\nquorum = " + toml_list(seats) + "\nmay_propose = " + toml_list(proposers_) +
             "\nlifetime = " + toml_text(kLifetime) + "\n";
    if (lacks_a_spare(seats, members_, proposers_)) text_ += "no_spare = true\n";
  }

  void write_rules() {
    std::set<ActType> done;
    for (const planning::ActRule& rule : ask_.plan.rules) {
      Names seats;
      for (const std::string& one : rule.quorum) seats.push_back(ask_.values.fill(one));
      for (const ActType act : rule.acts) {
        if (done.insert(act).second) write_rule(act, seats);
      }
    }
    const Names usual = {usual_seats(ask_.plan, ask_.values)};
    // What brings a vault to where a plan finds it, and the door to all else.
    for (const ActType act :
         {ActType::kKeyGenerate, ActType::kKeyActivate, ActType::kKeyRetire, ActType::kKeysSchedule,
          ActType::kBackupCreate, ActType::kBackupProve, ActType::kPolicyChange, ActType::kThaw}) {
      if (done.insert(act).second) write_rule(act, usual);
    }
  }

  void write_profiles() {
    std::set<std::string> done;
    bool has_seed = false;
    for (const planning::Key& key : ask_.plan.keys) {
      const std::string name = ask_.values.fill(key.profile);
      has_seed = has_seed || key.purpose == Purpose::kCoinSeed;
      if (!done.insert(name).second) continue;
      text_ += "\n[[profile]]\nname = " + toml_text(name) +
               "\ntype = " + toml_text(ask_.values.fill(key.type)) +
               "\npurpose = " + toml_text(pyx::to_text(key.purpose)) +
               "\nbackup = " + toml_text(policies::to_text(key.backup)) + "\n";
    }
    // A policy with coins has a profile of what their ids come from.
    if (!has_seed && has_denominations(ask_.plan))
      text_ +=
          "\n[[profile]]\nname = \"rehearsal-seed\"\ntype = \"generic-secret\"\n"
          "purpose = \"coin-seed\"\nbackup = \"none\"\n";
  }

  // The first period has begun.
  void write_denominations() {
    const std::string first =
        to_rfc3339(std::chrono::floor<std::chrono::days>(ask_.now - kPeriodBegan)).substr(0, 19) +
        "Z";
    unsigned value = 0;
    for (const planning::Key& key : ask_.plan.keys) {
      const auto name = planning::sole_parameter(key.each);
      const planning::Value* const given = name ? ask_.values.find(*name) : nullptr;
      const auto* const ids = given == nullptr ? nullptr : std::get_if<Names>(&given->held);
      if (ids == nullptr) continue;
      for (const std::string& id : *ids) {
        value += 100;
        text_ += "\n[[denomination]]\nname = " + toml_text(id) +
                 "\ncurrency = \"EUR\"\nvalue = " + std::to_string(value) +
                 "\nprofile = " + toml_text(ask_.values.fill(key.profile)) +
                 "\nfirst = " + toml_text(first) +
                 "\nissue = \"7d\"\noverlap = \"1d\"\nahead = \"30d\"\nlife = \"60d\"\n"
                 "grace = \"30d\"\n";
      }
    }
  }

  const PolicyAsk& ask_;
  std::vector<Member> members_;
  Names proposers_;
  std::string text_;
};

}  // namespace

std::string usual_seats(const planning::Plan& plan, const planning::Values& values) {
  if (plan.rules.empty()) return "2 of operator";
  return values.fill(plan.rules.front().quorum.front());
}

Names proposing_roles(const planning::Plan& plan) {
  Names names;
  for (const planning::Step& step : plan.steps) {
    if (step.action != Action::kPropose) continue;
    for (const std::string& role : step.who) {
      const planning::Role* const known = plan.role(role);
      if (known != nullptr && known->in_policy) put_once(names, role);
    }
  }
  for (const planning::Role& role : plan.roles) {
    if (names.empty() && role.in_policy) names.push_back(role.id);
  }
  return names;
}

std::string rehearsal_policy(const PolicyAsk& ask) { return Text(ask, members_of(ask)).write(); }

std::string rehearsal_new_policy(const PolicyAsk& ask) {
  const planning::Step* const change = proposing(ask.plan, "policy.change");
  if (change == nullptr) return {};
  std::vector<Member> members = members_of(ask);
  const Names gone = planning::people_named(change->texts("removes"), ask.values, ask.people);
  std::erase_if(members,
                [&](const Member& one) { return std::ranges::find(gone, one.id) != gone.end(); });
  // Whoever comes in takes a seat of those who approve.
  const std::string seat = seat_of(usual_seats(ask.plan, ask.values)).second;
  for (const std::string& id :
       planning::people_named(change->texts("adds"), ask.values, ask.people)) {
    const auto found = std::ranges::find(ask.people, id, &Participant::id);
    members.push_back({id, found->name, {seat}});
  }
  return Text(ask, std::move(members)).write();
}

std::string rehearsal_budgets(const planning::Plan& plan) {
  if (proposing(plan, "budget.set") == nullptr) return {};
  const auto budget = [](const std::string& charge, const std::string& currency,
                         const std::string& value) {
    return "\n[[budget]]\nname = " + toml_text(charge) + "\ncharge = " + toml_text(charge) +
           "\nscope = \"all\"\n" + currency +
           "\n[[budget.limit]]\nwindow = \"1d\"\ncount = 1000000\n" + value;
  };
  std::string text = "# Of a rehearsal.\nversion = 1\n" + budget("check", "", "");
  if (!has_denominations(plan)) return text;  // nor a currency
  for (const char* charge : {"issue", "exchange", "redeem", "refund"})
    text += budget(charge, "currency = \"EUR\"\n", "value = 1000000000\n");
  return text;
}

}  // namespace pyx::ceremony::running
