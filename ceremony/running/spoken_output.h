// What work of a step says by an Output, said by the guide: while a guide has the whole screen,
// nothing else may write on it.
#pragma once

#include <ostream>
#include <streambuf>
#include <string>

#include "ceremony/cli/context.h"
#include "ceremony/running/guide.h"

namespace pyx::ceremony::running {

// Each line, without "pyx: " in front, is a sentence.
class SpokenOutput {
 public:
  explicit SpokenOutput(Guide& guide) : lines_(guide), words_(&lines_) {}  // outlives this
  // The same world, with this output. Data still has no place to go: steps print none.
  Context in(const Context& context);

 private:
  class Lines final : public std::streambuf {
   public:
    explicit Lines(Guide& guide) : guide_(guide) {}

   protected:
    int_type overflow(int_type letter) override;

   private:
    Guide& guide_;
    std::string line_;
  };

  Lines lines_;
  std::ostream words_;
  Output output_{words_, words_, Colour::kNo};
};

}  // namespace pyx::ceremony::running
