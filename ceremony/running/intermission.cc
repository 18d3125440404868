#include "ceremony/running/intermission.h"

#include <algorithm>
#include <utility>

#include "base/pgp_words.h"
#include "ceremony/running/attendance.h"
#include "ceremony/running/signing.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::running {
namespace {

using planning::Action;
using transcript::Kind;
using Names = std::vector<std::string>;

constexpr std::string_view kId = "intermission";

Names identified(const Course& course) {
  Names ids;
  for (const std::string& one : course.book.standing().present()) {
    const auto found = course.book.model().state().people.find(one);
    if (found != course.book.model().state().people.end() && found->second.identified)
      ids.push_back(one);
  }
  return ids;
}

Result<void> log_out_tokens(Course& course) {
  course.work.interrupt();
  Names logged_in;
  for (const auto& [id, token] : course.book.model().state().tokens) {
    if (token.logged_in != planning::LoggedIn::kNobody) logged_in.push_back(id);
  }
  if (logged_in.empty()) return {};
  const Names people = identified(course);
  if (people.empty())
    return error(Code::kRefused, "nobody whose identity was checked is in the room to log out");
  for (const std::string& token : logged_in) {
    PYX_TRY(course.book.entry(Kind::kLoggedOut, {{"token", token}, {"people", people.front()}}));
    course.guide.say("nobody is logged in on token " + token);
  }
  return {};
}

Result<void> note_bags(Course& course, const std::string& id, std::string text) {
  Question question;
  question.id = id;
  question.text = std::move(text);
  question.expected = "none";
  PYX_ASSIGN(const std::string bags, course.guide.ask(question));
  return course.book.entry(Kind::kNote, {{"text", question.text + ": " + bags}});
}

bool may_begin(const Course& course) {
  const Standing& standing = course.book.standing();
  return standing.unsigned_section() || standing.last() == Kind::kSection;
}

Result<void> leave_the_room(Course& course, const std::string& reason) {
  const auto step =
      planning::intermission_step(course.book.walk().who(course.book.standing().present()));
  const bool planned = course.book.model().state().interrupted;
  const auto refusal =
      planned ? std::nullopt : course.book.model().check(step, course.book.standing().present());
  if (refusal)
    return error(Code::kRefused, "no intermission now: " + refusal->what + "; " + refusal->advice);
  return course.book.entry(Kind::kIntermission, {{"reason", reason}});
}

// The plan has a step for it.
bool is_planned(const Course& course) {
  const planning::Step* const next = course.book.standing().next();
  return next != nullptr && next->action == Action::kResume;
}

Names come_from(const Course& course) {
  Names all;
  for (const auto& one : course.book.standing().roster().people()) {
    const auto known = course.book.model().state().people.find(one.id);
    if (known != course.book.model().state().people.end() && known->second.was_here)
      all.push_back(one.id);
  }
  return all;
}

Result<void> look_at_tokens_again(Course& course) {
  const std::set<std::string> again = course.book.walk().to_inspect_again();
  const Names present = course.book.standing().present();
  for (const std::string& token : again) {
    planning::Step step = course.book.walk().single_step(Action::kInspectToken, present);
    step.with["token"] = token;
    if (const auto refusal = course.book.model().check(step, present)) {
      course.guide.say("token " + token + " is not looked at now: " + refusal->what);
      continue;
    }
    auto looked = course.work.run(step, course.book.model(), present, course.people, course.book);
    course.people.leave_screen();
    if (!looked) return looked;
  }
  // A look may have needed a login.
  course.work.log_out();
  return {};
}

}  // namespace

Result<void> begin_intermission(Course& course) {
  if (!may_begin(course))
    return error(Code::kRefused,
                 "an intermission stands behind signatures: do a step of this section before");
  Question why;
  why.id = std::string(kId) + ".reason";
  why.text = "why is there an intermission";
  why.expected = "as planned";
  PYX_ASSIGN(const std::string reason, course.guide.ask(why));
  // Both make entries, which have to be under the section's signatures: what follows a section
  // directly is the intermission.
  if (course.book.standing().unsigned_section()) {
    PYX_TRY(log_out_tokens(course));
    PYX_TRY(note_bags(course, "intermission.bags",
                      "numbers of the bags into which all from the table goes"));
    PYX_TRY(sign_section(course));
  } else {
    course.work.interrupt();
  }
  return leave_the_room(course, reason);
}

Result<Back> end_intermission(Course& course) {
  show(course, Stage::kIntermission, course.book.standing().next(), {});
  const Question question = choose("intermission.back", "are people back",
                                   {{"back", "they are here, and it goes on"},
                                    {"later", "the program ends; pyx ceremony resume goes on"}});
  PYX_ASSIGN(const std::string answer, ask_choice(course, question));
  if (answer == "later") return Back::kLater;
  Question who;
  who.id = "intermission.here";
  who.text = "who is here again";
  PYX_ASSIGN(const Names here, ask_people(course, std::move(who), come_from(course)));
  const bool planned = is_planned(course);
  PYX_TRY(course.book.entry(Kind::kReturned, {{"people", transcript::join_names(here)}}));
  if (planned) return Back::kHere;
  PYX_TRY(identify(course, here, std::string(kId)));
  PYX_TRY(note_bags(course, "intermission.bags-again",
                    "numbers of the bags, compared with those of before and opened"));
  PYX_TRY(read_digests(course, std::string(kId)));
  PYX_TRY(look_at_tokens_again(course));
  return Back::kHere;
}

Result<void> read_digests(Course& course, const std::string& id) {
  const transcript::Header& header = course.book.header();
  std::vector<std::pair<std::string, Sha256>> all = {{"plan", header.plan}};
  if (header.site) all.emplace_back("site", *header.site);
  for (const auto& [what, digest] : all) {
    Question question;
    question.id = id + ".digest." + what;
    question.text = "which two people compared the digest of the " + what + ", word by word";
    question.to_read = what + "\n" + to_hex(digest) + "\n" + to_pgp_words(digest) + "\n";
    Names two = identified(course);
    if (two.size() > 2) two.resize(2);
    question.expected = planning::listed(two);
    PYX_ASSIGN(const Names people, ask_people(course, question, identified(course)));
    PYX_TRY(course.book.entry(
        Kind::kDigestRead,
        {{"what", what}, {"digest", to_hex(digest)}, {"people", transcript::join_names(people)}}));
  }
  return {};
}

}  // namespace pyx::ceremony::running
