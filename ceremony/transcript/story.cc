#include "ceremony/transcript/story.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "ceremony/transcript/roster.h"
#include "ceremony/transcript/step_walk.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::transcript {
namespace {

constexpr Duration kWatchMostOff = std::chrono::minutes(2);

using Maybe = std::optional<Fault>;

std::uint64_t number_in(const std::string& text) { return std::stoull(text); }

struct OpenDeviation {
  std::string what;
  std::string severity;
  std::set<std::string, std::less<>> to_sign;
};

class Teller {
 public:
  Teller(const Transcript& of, std::span<const OutlineStep> plan) : of_(of), steps_(plan) {}

  Story run() {
    for (const Entry& entry : of_.entries) {
      story_.fault = roster_.follow(entry);
      if (!story_.fault) story_.fault = check_moment(entry);
      if (!story_.fault) story_.fault = take(entry);
      if (story_.fault) break;
      before_ = entry.kind;
    }
    return std::move(story_);
  }

 private:
  Maybe take(const Entry& entry) {
    switch (entry.kind) {
      case Kind::kStepBegun:
      case Kind::kStepDone:
      case Kind::kStepBrokenOff:
      case Kind::kStepSkipped:
      case Kind::kInitialled:
      case Kind::kSection:
        return take_step(entry);
      case Kind::kClock:
        return take_clock(entry);
      case Kind::kDigestRead:
        return take_digest(entry);
      case Kind::kToken:
        story_.tokens.push_back({entry.number, entry.text("token"), entry.text("serial")});
        steps_.leave_trace("token " + entry.text("token"));
        return std::nullopt;
      case Kind::kAct:
      case Kind::kFounded:
      case Kind::kFrozen:
        return take_act(entry);
      case Kind::kIntermission:
      case Kind::kReturned:
        return take_break(entry);
      case Kind::kDeviation:
        return take_deviation(entry);
      case Kind::kDeviationSigned:
        return take_deviation_signed(entry);
      case Kind::kObjection:
        depart(entry, "objection", "major", entry.text("person") + " does not agree");
        return std::nullopt;
      case Kind::kCrash:
        return take_crash(entry);
      case Kind::kReconciled:
        return take_reconciled(entry);
      case Kind::kEnd:
        return take_end(entry);
      default:
        return std::nullopt;
    }
  }

  // What may not stand here, whatever it says.
  Maybe check_moment(const Entry& entry) const {
    static constexpr std::array kInStep = {Kind::kAct, Kind::kFounded, Kind::kFrozen, Kind::kItem};
    static constexpr std::array kWhileAway = {Kind::kReturned, Kind::kCrash, Kind::kNote};
    static constexpr std::array kAfterCrash = {
        Kind::kReconciled, Kind::kCrash,     Kind::kNote,      Kind::kArrived,
        Kind::kLeft,       Kind::kClock,     Kind::kPreflight, Kind::kToken,
        Kind::kOutput,     Kind::kDeviation, Kind::kObjection, Kind::kDeviationSigned,
        Kind::kIdentified};
    const auto is_one = [&](const auto& kinds) {
      return std::ranges::find(kinds, entry.kind) != kinds.end();
    };
    if (is_one(kInStep) && steps_.open() == nullptr) {
      return fault_at(FaultKind::kOrder, entry,
                      "an entry \"" + std::string(to_text(entry.kind)) + "\" outside of any step");
    }
    if (away_ && !is_one(kWhileAway))
      return fault_at(FaultKind::kSection, entry, "something is done during an intermission");
    if (unreconciled_ && !is_one(kAfterCrash)) {
      return fault_at(FaultKind::kCrash, entry,
                      "step " + steps_.open()->id + " was not reconciled after the crash");
    }
    return std::nullopt;
  }

  void depart(const Entry& entry, std::string what, std::string severity, std::string text) {
    story_.departures.push_back(
        {entry.number, std::move(what), std::move(severity), std::move(text)});
  }

  Maybe take_step(const Entry& entry) {
    switch (entry.kind) {
      case Kind::kStepBegun:
        return steps_.begin(entry, roster_);
      case Kind::kStepDone:
        ++story_.steps_done;
        return steps_.end(entry, roster_);
      case Kind::kStepBrokenOff:
        depart(entry, "broken-off", "minor", "step " + entry.text("step") + " was broken off");
        return steps_.break_off(entry);
      case Kind::kStepSkipped:
        return take_skipped(entry);
      case Kind::kInitialled:
        ++story_.initials;
        return steps_.initial(entry, roster_);
      default:
        return steps_.sign_section(entry);
    }
  }

  Maybe take_skipped(const Entry& entry) {
    const auto found = deviations_.find(number_in(entry.text("deviation")));
    if (found == deviations_.end() || found->second.what != "skipped" ||
        found->second.severity == "minor") {
      return fault_at(FaultKind::kDeviation, entry,
                      "step " + entry.text("step") +
                          " is skipped without a deviation \"skipped\" that is more than minor");
    }
    ++story_.steps_skipped;
    return steps_.skip(entry);
  }

  Maybe take_clock(const Entry& entry) {
    const Time watch = from_rfc3339(entry.text("watch")).value();
    const Duration off = watch < entry.time ? entry.time - watch : watch - entry.time;
    if (off > kWatchMostOff && clock_off_ == nullptr) clock_off_ = &entry;
    return std::nullopt;
  }

  Maybe take_digest(const Entry& entry) {
    const std::string& what = entry.text("what");
    const Sha256 digest = sha256_from_hex(entry.text("digest")).value();
    if (what == "plan" && digest != of_.header.plan)
      return fault_at(FaultKind::kPlan, entry, "the digest of another plan was read");
    if (what == "site" && digest != of_.header.site)
      return fault_at(FaultKind::kSite, entry, "the digest of another site was read");
    steps_.leave_trace(what);
    return std::nullopt;
  }

  Maybe take_act(const Entry& entry) {
    NamedAct act{entry.number,       entry.text("act"), "founded", 0, entry.text("leaf_hash"),
                 entry.text("vault")};
    if (entry.kind == Kind::kAct) {
      act.event = entry.text("event");
      act.leaf = number_in(entry.text("leaf"));
      if (entry.fields.contains("anchored")) act.anchored = number_in(entry.text("anchored"));
    }
    if (entry.kind == Kind::kFrozen) {
      act.act = entry.text("freeze");
      act.event = "frozen";
      act.leaf = number_in(entry.text("leaf"));
      act.person = entry.text("person");
      act.target = entry.text("target");
    }
    steps_.leave_trace(act.event);
    story_.acts.push_back(std::move(act));
    return std::nullopt;
  }

  Maybe take_break(const Entry& entry) {
    const bool leaves = entry.kind == Kind::kIntermission;
    if (leaves && before_ != Kind::kSection) {
      return fault_at(FaultKind::kSection, entry,
                      "an intermission stands behind everybody's signatures, and nowhere else");
    }
    if (!leaves && !away_)
      return fault_at(FaultKind::kSection, entry, "people come back and nobody was away");
    away_ = leaves;
    if (leaves) ++story_.intermissions;
    return std::nullopt;
  }

  Maybe take_deviation(const Entry& entry) {
    const std::uint64_t number = number_in(entry.text("deviation"));
    if (number != deviations_.size() + 1) {
      return fault_at(FaultKind::kDeviation, entry,
                      "deviation " + std::to_string(number) + " is not the next one");
    }
    const std::vector<std::string> signers = names_in(entry.text("signers"));
    OpenDeviation deviation{
        entry.text("class"), entry.text("severity"), {signers.begin(), signers.end()}};
    depart(entry, deviation.what, deviation.severity,
           entry.hides("text") ? "(hidden)" : entry.text("text"));
    deviations_.emplace(number, std::move(deviation));
    return std::nullopt;
  }

  Maybe take_deviation_signed(const Entry& entry) {
    const auto found = deviations_.find(number_in(entry.text("deviation")));
    if (found == deviations_.end())
      return fault_at(FaultKind::kDeviation, entry, "there is no such deviation");
    const auto envelope = custody::parse_envelope(entry.text(kSignatures)).value();
    for (const custody::EnvelopeSignature& one : envelope.signatures)
      found->second.to_sign.erase(roster_.person_with_key(one.key_id)->id);
    return std::nullopt;
  }

  Maybe take_crash(const Entry& entry) {
    if (number_in(entry.text("entries")) != entry.number) {
      return fault_at(FaultKind::kCrash, entry,
                      "the crash left another number of entries than there are");
    }
    depart(entry, "crash", "minor", "the program ended and was resumed");
    unreconciled_ = steps_.open() != nullptr;
    return std::nullopt;
  }

  Maybe take_reconciled(const Entry& entry) {
    if (!unreconciled_ || steps_.open()->id != entry.text("step")) {
      return fault_at(FaultKind::kCrash, entry,
                      "step " + entry.text("step") + " is reconciled and was not broken off");
    }
    if (entry.text("finding") == "unknown" && names_in(entry.text("people")).size() < 2)
      return fault_at(FaultKind::kCrash, entry, "one person alone decided what is not known");
    unreconciled_ = false;
    if (entry.text("decision") == "again") steps_.begin_again();
    if (entry.text("decision") == "stop") steps_.stop();
    return std::nullopt;
  }

  Maybe take_end(const Entry& entry) {
    story_.completed = entry.text("outcome") == "completed";
    if (auto fault = steps_.finish(entry, story_.completed)) return fault;
    if (auto fault = check_deviations(entry)) return fault;
    const bool witnessed = std::ranges::any_of(roster_.people(), [](const RosterPerson& one) {
      return one.present && std::ranges::find(one.roles, kWitness) != one.roles.end();
    });
    if (!witnessed) return fault_at(FaultKind::kPresence, entry, "no witness was there at the end");
    if (!story_.completed)
      depart(entry, "abandoned", "major", "the ceremony was abandoned before its end");
    return std::nullopt;
  }

  Maybe check_deviations(const Entry& entry) const {
    bool clock_told = false;
    for (const auto& [number, deviation] : deviations_) {
      const std::string name = "deviation " + std::to_string(number);
      clock_told = clock_told || deviation.what == "clock";
      if (!deviation.to_sign.empty()) {
        return fault_at(FaultKind::kDeviation, entry,
                        *deviation.to_sign.begin() + " did not sign " + name);
      }
      if (deviation.severity == "critical")
        return fault_at(FaultKind::kDeviation, entry, name + " is critical");
    }
    if (clock_off_ != nullptr && !clock_told) {
      return fault_at(FaultKind::kTime, *clock_off_,
                      "clock and watch are more than two minutes apart, and no deviation says so");
    }
    return std::nullopt;
  }

  const Transcript& of_;
  Story story_;
  Roster roster_;
  StepWalk steps_;
  std::map<std::uint64_t, OpenDeviation> deviations_;
  const Entry* clock_off_ = nullptr;
  std::optional<Kind> before_;
  bool away_ = false;
  bool unreconciled_ = false;
};

}  // namespace

Story tell(const Transcript& transcript, std::span<const OutlineStep> plan) {
  return Teller(transcript, plan).run();
}

}  // namespace pyx::ceremony::transcript
