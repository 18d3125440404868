// A ceremony room with nothing in it but a plan, blank SoftHSM2 tokens and people who do as they
// are told: steps are done one after the other, with a real transcript.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/cli/context.h"
#include "ceremony/officer_key.h"
#include "ceremony/planning/model.h"
#include "ceremony/planning/site.h"
#include "ceremony/steps/people.h"
#include "ceremony/steps/record.h"
#include "ceremony/steps/step_work.h"
#include "ceremony/transcript/writer.h"
#include "tests/ceremony/steps/noting_screen.h"
#include "tests/pkcs11/softhsm_fixture.h"
#include "tests/support/live_vault.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::steps::testing {

// Says yes, and answers as a test wants: by the question's id, or with something that fits.
class ScriptedPeople final : public People {
 public:
  void show(std::string_view text) override { shown += std::string(text) + "\n"; }
  Result<std::string> ask(const Question& question) override;
  Result<void> agree(const Question& question, std::string_view read) override;
  Result<const Signer*> signer(const std::string& person) override;
  ShareTerminal& screen() override { return noting; }

  std::map<std::string, OfficerKey> keys;
  std::map<std::string, std::string> answers;  // by the id of the question
  std::set<std::string> says_no;               // to questions of these ids
  std::string shown;
  std::vector<std::string> asked;           // ids
  std::map<std::string, std::string> read;  // by the id of the question: what was agreed to
  std::function<void()> before_signing;     // whenever somebody takes his key
  NotingScreen noting;
};

class StepRoom {
 public:
  // `change` may change the text of the plan that ships under this name.
  explicit StepRoom(std::string_view plan = "genesis",
                    const std::function<std::string(std::string)>& change = {});
  ~StepRoom();

  // All steps before this one, as planned; a failure fails the test.
  StepRoom& upto(std::string_view step);
  StepRoom& does(std::string_view step);
  // The step's work between its entries; without `step-done` if it fails.
  Result<void> run(std::string_view step);
  Result<void> run(std::string_view step, const std::vector<std::string>& doers);
  // Its parts: a test may do something in between.
  void begin(std::string_view step);
  Result<void> work(std::string_view step);
  void done(std::string_view step);

  // The program ends where it is, and another one goes on.
  void crash();
  Result<Found> look(std::string_view step);
  void reconciled(std::string_view step, std::string_view decision);

  const planning::Step& step(std::string_view id) const;
  std::vector<std::string> doers(std::string_view step) const;
  // Of a kind, with the value of a field; all of them if `field` is empty.
  std::vector<transcript::Entry> entries(transcript::Kind kind, std::string_view field = {},
                                         std::string_view value = {}) const;
  std::filesystem::path path(std::string_view name) const { return folder_.path() / name; }
  std::filesystem::path bundle() const { return path("bundle"); }
  std::string said() const { return words_.str(); }

  pyx::testing::SoftHsm softhsm;
  ScriptedPeople people;
  pyx::testing::ShiftedClock clock;
  std::shared_ptr<const planning::Plan> plan;
  std::optional<planning::Site> site;
  std::optional<planning::Model> model;  // before the step that comes next
  std::optional<transcript::Writer> writer;
  std::unique_ptr<Record> record;
  std::unique_ptr<StepWork> work_of_steps;
  Setting setting();

 private:
  void write_policy() const;
  std::string site_text() const;
  void open_transcript();
  void put(transcript::Kind kind, const transcript::Values& values);
  void start();

  pyx::testing::TempFolder folder_;
  std::string plan_text_;
  std::string site_text_;
  std::ostringstream data_;
  std::ostringstream words_;
  Output output_{data_, words_, Colour::kNo};
  std::optional<Context> context_;
  std::size_t next_ = 0;
};

}  // namespace pyx::ceremony::steps::testing
