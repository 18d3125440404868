#include "ceremony/steps/doing.h"

#include <algorithm>

#include "base/pgp_words.h"
#include "ceremony/planning/people.h"
#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::steps {

using transcript::Entry;
using transcript::Kind;

bool Standing::does(std::string_view person) const {
  return std::ranges::find(doers, person) != doers.end();
}

bool Standing::is_present(std::string_view person) const {
  const auto found = model.state().people.find(person);
  return found != model.state().people.end() && found->second.present;
}

std::string Standing::named_for(const std::string& owner) const {
  return !owner.empty() && is_present(owner) ? owner : joined_names(doers);
}

Names Standing::named(const Names& roles) const {
  return planning::people_named(roles, model.values(), model.people());
}

std::span<const Entry> Standing::entries() const {
  const std::vector<Entry>& all = record.so_far().entries;
  for (std::size_t at = all.size(); at > 0; --at) {
    const Entry& entry = all[at - 1];
    if (entry.kind == Kind::kStepBegun && entry.text("step") == step.id)
      return std::span(all).subspan(at);
  }
  return {};
}

bool Standing::has_entry(Kind kind, const transcript::Values& values) const {
  return std::ranges::any_of(entries(), [&](const Entry& entry) {
    return entry.kind == kind && std::ranges::all_of(values, [&](const auto& value) {
             return entry.text(value.first) == value.second;
           });
  });
}

bool Standing::was_begun_before() const {
  const auto& all = record.so_far().entries;
  const auto about = [&](const Entry& entry) {
    return (entry.kind == Kind::kStepBegun || entry.kind == Kind::kReconciled) &&
           entry.text("step") == step.id;
  };
  return std::ranges::count_if(all, about) > 1;
}

Question Doing::question(std::string_view what, std::string_view of, const std::string& person,
                         std::string text) const {
  Question question;
  question.id = step.id + "." + std::string(what);
  if (!of.empty()) question.id += "." + std::string(of);
  if (!person.empty()) question.id += "." + person;
  question.person = person;
  question.text = std::move(text);
  return question;
}

Result<void> Doing::agreed_by(std::span<const std::string> who, const std::string& text,
                              std::string_view shown, std::string_view of) const {
  for (const std::string& person : who)
    PYX_TRY(people.agree(question("agree", of, person, text), shown));
  return {};
}

Result<void> Doing::write(Kind kind, const transcript::Values& values) const {
  if (has_entry(kind, values)) return {};
  return writing.entry(kind, values);
}

Result<void> Doing::read_aloud(std::string_view what, const Sha256& digest,
                               std::span<const std::string> who) const {
  return write(
      Kind::kDigestRead,
      {{"what", std::string(what)}, {"digest", to_hex(digest)}, {"people", joined_names(who)}});
}

Result<void> Doing::show(std::string_view what, const std::string& text) const {
  people.show(text);
  return writing.output(what, as_bytes(text));
}

std::string joined_names(std::span<const std::string> names) {
  return transcript::join_names({names.begin(), names.end()});
}

std::string digest_lines(std::string_view what, const Sha256& digest) {
  return std::string(what) + "\n  " + to_hex(digest) + "\n  " + to_pgp_words(digest) + "\n";
}

}  // namespace pyx::ceremony::steps
