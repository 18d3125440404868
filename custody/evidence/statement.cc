#include "custody/evidence/statement.h"

#include <utility>

#include "base/json_reader.h"

namespace pyx::custody {
namespace {

constexpr std::size_t kStatementMostBytes = 65536;

Result<void> read_subject(const json::array& subjects, Statement& statement) {
  if (subjects.size() != 1) {
    return error(Code::kBadInput,
                 "a statement has exactly one subject, not " + std::to_string(subjects.size()));
  }
  PYX_ASSIGN(auto subject, json::ObjectReader::of(subjects.front(), "subject of the statement"));
  PYX_ASSIGN(statement.subject_name, subject.string("name"));
  PYX_ASSIGN(const json::object* const digests, subject.object_member("digest"));
  PYX_TRY(subject.finish());
  json::ObjectReader digest(*digests, "digest of the statement's subject");
  PYX_ASSIGN(statement.subject_digest, digest.digest("sha256"));
  return digest.finish();
}

}  // namespace

Bytes encode_statement(const Statement& statement) {
  const json::object digest{{"sha256", to_hex(statement.subject_digest)}};
  const json::object subject{{"name", statement.subject_name}, {"digest", digest}};
  const json::object encoded{{"_type", kStatementType},
                             {"subject", json::array{subject}},
                             {"predicateType", statement.predicate_type},
                             {"predicate", statement.predicate}};
  return to_bytes(json::serialize(encoded));
}

Result<Statement> parse_statement(ByteView bytes) {
  PYX_ASSIGN(const json::value value,
             json::parse(as_text(bytes), {.most_bytes = kStatementMostBytes}));
  PYX_ASSIGN(auto reader, json::ObjectReader::of(value, "statement"));
  PYX_ASSIGN(const std::string type, reader.string("_type"));
  if (type != kStatementType) {
    return error(Code::kBadInput,
                 "the \"_type\" of the statement is not " + std::string(kStatementType));
  }
  Statement statement;
  PYX_ASSIGN(const json::array* const subjects, reader.array_member("subject"));
  PYX_TRY(read_subject(*subjects, statement));
  PYX_ASSIGN(statement.predicate_type, reader.string("predicateType"));
  PYX_ASSIGN(const json::object* const predicate, reader.object_member("predicate"));
  PYX_TRY(reader.finish());
  if (statement.subject_name.empty() || statement.predicate_type.empty()) {
    return error(Code::kBadInput, "a statement without a subject's name or a predicate type");
  }
  statement.predicate = *predicate;
  return statement;
}

}  // namespace pyx::custody
