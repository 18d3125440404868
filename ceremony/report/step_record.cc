#include "ceremony/report/step_record.h"

#include <algorithm>

#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::report {
namespace {

using transcript::Entry;
using transcript::Kind;

class StepReader {
 public:
  StepReader(const planning::Plan* plan, const planning::Values& values) {
    if (plan == nullptr) return;
    for (const planning::Step& step : plan->steps) {
      const planning::Section* const section = plan->section(step.section);
      StepRecord record;
      record.id = step.id;
      record.title = values.fill(step.title);
      record.section = section == nullptr ? step.section : section->title;
      record.action = step.action;
      record.minutes = step.minutes;
      records_.push_back(std::move(record));
    }
  }

  void take(const Entry& entry, std::size_t place) {
    place_ = place;
    switch (entry.kind) {
      case Kind::kStepBegun:
        return begin(entry);
      case Kind::kStepDone:
        return close(entry, StepEnd::kDone);
      case Kind::kStepBrokenOff:
        return close(entry, StepEnd::kBrokenOff);
      case Kind::kStepSkipped:
        record_of(entry.text("step")).end = StepEnd::kSkipped;
        record_of(entry.text("step")).entries.push_back(place_);
        return;
      case Kind::kInitialled:
        record_of(entry.text("step")).initialled_by = entry.text("person");
        record_of(entry.text("step")).entries.push_back(place_);
        return;
      case Kind::kReconciled:
        return reconcile(entry);
      default:
        if (open_) records_[*open_].entries.push_back(place_);
        last_ = entry.time;
    }
  }

  std::vector<StepRecord> finish() {
    if (open_) break_off(last_);
    return std::move(records_);
  }

 private:
  std::size_t index_of(const std::string& id) {
    const auto found = std::ranges::find(records_, id, &StepRecord::id);
    if (found != records_.end()) return static_cast<std::size_t>(found - records_.begin());
    StepRecord record;
    record.id = record.title = id;
    record.section = "Not in the plan";
    records_.push_back(std::move(record));
    return records_.size() - 1;
  }
  StepRecord& record_of(const std::string& id) { return records_[index_of(id)]; }

  void begin(const Entry& entry) {
    if (open_) break_off(entry.time);
    open_ = index_of(entry.text("step"));
    StepRecord& record = records_[*open_];
    record.people = transcript::names_in(entry.text("people"));
    record.attempts.push_back({entry.time, entry.time, false});
    record.entries.push_back(place_);
    last_ = entry.time;
  }
  void close(const Entry& entry, StepEnd end) {
    StepRecord& record = record_of(entry.text("step"));
    record.end = end;
    record.entries.push_back(place_);
    if (!record.attempts.empty()) {
      record.attempts.back().to = entry.time;
      record.attempts.back().finished = end == StepEnd::kDone;
    }
    open_.reset();
  }
  void reconcile(const Entry& entry) {
    record_of(entry.text("step")).entries.push_back(place_);
    if (open_ && entry.text("decision") == "again") break_off(entry.time);
  }
  void break_off(Time at) {
    records_[*open_].end = StepEnd::kBrokenOff;
    records_[*open_].attempts.back().to = at;
    open_.reset();
  }

  std::vector<StepRecord> records_;
  std::optional<std::size_t> open_;
  std::size_t place_ = 0;  // of the entry at hand
  Time last_{};
};

}  // namespace

Duration StepRecord::used() const {
  Duration sum{};
  for (const Attempt& one : attempts) sum += one.to - one.from;
  return sum;
}

std::vector<StepRecord> step_records(const transcript::Transcript& transcript,
                                     const planning::Plan* plan, const planning::Values& values) {
  StepReader reader(plan, values);
  for (std::size_t i = 0; i < transcript.entries.size(); ++i) reader.take(transcript.entries[i], i);
  return reader.finish();
}

}  // namespace pyx::ceremony::report
