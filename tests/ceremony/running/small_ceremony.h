// A small ceremony to test with: four people look into a bag. Its steps are work by hand, so that
// no token and no vault is needed.
#pragma once

#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "ceremony/running/ceremony.h"
#include "ceremony/running/guide.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::running::testing {

// Answers as expected, but where a script says otherwise, and remembers everything.
class Recorder final : public Guide {
 public:
  void show(const Moment& moment) override { moments.push_back(moment); }
  void say(std::string_view sentence) override { said.emplace_back(sentence); }
  void read(std::string_view text) override { to_read.emplace_back(text); }
  Result<std::string> ask(const Question& question) override;
  void lend_terminal() override { ++lent; }
  void take_terminal() override { --lent; }

  // The next answer to the question.
  Recorder& answer(const std::string& id, const std::string& text) {
    script[id].push_back(text);
    return *this;
  }
  bool was_asked(std::string_view id) const;
  bool has_said(std::string_view part) const;

  std::map<std::string, std::deque<std::string>, std::less<>> script;
  std::string stops_at;  // from this question on nobody answers: the run ends there
  bool stopped = false;
  std::vector<Moment> moments;
  std::vector<std::string> said;
  std::vector<std::string> to_read;
  std::vector<Question> asked;
  int lent = 0;
};

// The wall clock, and how it was moved. What has passed moves along, unless somebody sets it.
class MovedClock : public Clock {
 public:
  Time now() const override { return SystemClock().now() + wall; }
  Duration passed() const override { return Clock::passed() + real; }
  void wait(Duration by) {
    wall += by;
    real += by;
  }
  void set(Duration by) { wall += by; }

  Duration wall{};
  Duration real{};
};

class SmallCeremony {
 public:
  SmallCeremony();
  Result<CeremonyEnd> hold(Guide& guide);
  Result<CeremonyEnd> take_up(Guide& guide);
  CeremonyAsk ask() const;
  Context& context() { return context_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path bundle() const { return folder() / "bundle"; }

  // What the transcript holds, one word an entry: "step-begun arrive", "left carol".
  std::vector<std::string> entries() const;
  transcript::Transcript transcript() const;
  // "clean", "clean with deviations", or the first fault.
  std::string verdict() const;

  MovedClock clock;
  std::string serial = "1234";  // of the token in the host

 private:
  pyx::testing::TempFolder folder_;
  std::ostringstream data_;
  std::ostringstream words_;
  Output output_;
  std::istringstream typed_;
  Context context_;
};

std::string small_plan();

}  // namespace pyx::ceremony::running::testing
