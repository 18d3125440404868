// What the program does in a step of a ceremony, and what of it stands in the transcript. Work by
// hand is asked for and written down; everything else is done by the same functions as the commands
// of pyx (ceremony/cli/).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "ceremony/cli/context.h"
#include "ceremony/planning/model.h"
#include "ceremony/planning/site.h"
#include "ceremony/steps/people.h"
#include "ceremony/steps/record.h"

namespace pyx::ceremony::steps {

struct Setting {
  Context& context;
  const planning::Site& site;
  std::filesystem::path site_folder;  // where relative paths of the site start
  std::filesystem::path bundle;       // gets the vault's log (transcript::kLogFolder)
};

// What became of a step that was open at a crash.
enum class Became { kDone, kNotDone, kUnknown };
struct Found {
  Became became = Became::kUnknown;
  std::string because;  // a sentence, for `reconciled`
};

// Holds the vault and tokens open between steps, and PINs of a session, until it is told to let go
// of them. Threads: one at a time. Lifetime: what Setting refers to outlives it.
class StepWork {
 public:
  explicit StepWork(const Setting& setting);
  StepWork(StepWork&&) noexcept;
  StepWork& operator=(StepWork&&) = delete;
  ~StepWork();

  // Does the step and records what it must leave (docs/formats/ceremony-transcript.md, step-done)
  // and what else there is to say. Precondition: its `step-begun` is the last entry about a step,
  // and the model has allowed it; `model` is as it was before the step.
  //   doers  people, as `step-begun` names them
  // In a step that was open at a crash, once `reconciled` has decided to continue, only what is
  // missing is done, and what was done without an entry gets its entry.
  // Not here, since they are the transcript's own: arrive, leave, resume, sign-transcript; of
  // intermission, letting go of tokens and PINs is all that is done.
  // Errors: those of the functions that do it. Nothing says then that nothing was done: look().
  Result<void> run(const planning::Step& step, const planning::Model& model,
                   std::span<const std::string> doers, People& people, Record& record);

  // After a crash with this step open, before anything else: asks token, vault and files what
  // became of it. Writes nothing to the transcript. kDone: run() has only entries left to write.
  // Errors: those of opening the vault and tokens.
  Result<Found> look(const planning::Step& step, const planning::Model& model,
                     std::span<const std::string> doers, const Record& record);

  // Whether there is any work in it for run().
  static bool knows(planning::Action action);

  // The vault's log as it is now into the bundle, as `export-log` and `verify-log` do too: for the
  // end of a ceremony that was abandoned. Nothing if there is no vault yet. Errors: those of
  // opening the vault and of custody::export_log.
  Result<void> bring_log(const planning::Model& model, People& people);

  // Closes the vault and every token: nobody is logged in. What needs them opens them again.
  void log_out();
  // The same, and forgets the PINs of the session: an intermission, or the end.
  void interrupt();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace pyx::ceremony::steps
