// What a list of questions says of one bundle, looked up by words of a question.
#pragma once

#include <gmock/gmock.h>

#include <string_view>
#include <utility>
#include <vector>

#include "ceremony/report/question.h"

namespace pyx::ceremony::report {

class Answers {
 public:
  Answers(Questions asked, const Reading& reading)
      : asked_(std::move(asked)),
        reading_(reading),
        acts_(act_stories(reading_.transcript, reading_.books.get())),
        finder_(reading_, acts_) {}
  // To the first question that holds these words.
  Answer to(std::string_view words) const {
    for (const Question& one : asked_.questions) {
      if (one.asks.find(words) != std::string_view::npos) return one.answer(finder_);
    }
    ADD_FAILURE() << words;
    return {};
  }

 private:
  const Questions asked_;
  const Reading reading_;
  const std::vector<ActStory> acts_;
  const Finder finder_;
};

}  // namespace pyx::ceremony::report
