// The transcript while it is written: every entry is on disk before what follows from it is known,
// and moves the model and the standing of the ceremony, which a resumption makes anew from the same
// entries.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "ceremony/running/standing.h"
#include "ceremony/steps/record.h"
#include "ceremony/transcript/model_walk.h"
#include "ceremony/transcript/writer.h"

namespace pyx::ceremony::running {

class Book final : public steps::Record {
 public:
  // Persons and parameters are written. Errors: kRefused with PLAN-CHECKED if these people cannot
  // do the plan, or if what stands there is not what the model allows.
  static Result<Book> open(transcript::Writer writer, const std::filesystem::path& bundle,
                           std::shared_ptr<const planning::Plan> plan,
                           std::shared_ptr<const policies::Policy> policy);

  // Errors: those of Writer::append; kBug if the model refuses what was just written: ask it
  // before.
  Result<void> entry(transcript::Kind kind, const transcript::Values& values) override;
  Result<void> output(std::string_view what, ByteView shown) override;
  const transcript::Transcript& so_far() const override { return writer_.transcript(); }

  Result<transcript::Draft> draft(transcript::Kind kind, const transcript::Values& values) const {
    return writer_.draft(kind, values);
  }
  Result<void> sign(const transcript::Draft& draft,
                    const std::vector<custody::Envelope>& envelopes);

  const Standing& standing() const { return standing_; }
  const transcript::ModelWalk& walk() const { return walk_; }
  const planning::Model& model() const { return walk_.model(); }
  const planning::Plan& plan() const { return walk_.model().plan(); }
  const transcript::Header& header() const { return so_far().header; }
  const std::filesystem::path& bundle() const { return bundle_; }
  bool ended() const { return writer_.ended(); }

 private:
  Book(transcript::Writer writer, std::filesystem::path bundle, transcript::ModelWalk walk,
       Standing standing)
      : writer_(std::move(writer)),
        bundle_(std::move(bundle)),
        walk_(std::move(walk)),
        standing_(std::move(standing)) {}
  Result<void> follow_last();

  transcript::Writer writer_;
  std::filesystem::path bundle_;
  transcript::ModelWalk walk_;
  Standing standing_;
};

}  // namespace pyx::ceremony::running
