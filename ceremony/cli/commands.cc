#include "ceremony/cli/commands.h"

#include <iterator>

namespace pyx::ceremony {

const Commands& all_commands() {
  static const Commands all = [] {
    Commands joined;
    for (Commands noun : {officer_commands(),
                          token_commands(),
                          token_setup_commands(),
                          token_pins_commands(),
                          token_matrix_commands(),
                          policy_commands(),
                          vault_commands(),
                          vault_move_commands(),
                          vault_restore_commands(),
                          act_propose_commands(),
                          act_commands(),
                          act_decide_commands(),
                          key_commands(),
                          key_calendar_commands(),
                          backup_table_commands(),
                          backup_commands(),
                          share_holder_commands(),
                          share_move_commands(),
                          reshare_commands(),
                          share_commands(),
                          custody_commands(),
                          budget_commands(),
                          request_commands(),
                          freeze_commands(),
                          receipt_commands(),
                          log_commands(),
                          ceremony_commands(),
                          ceremony_run_commands(),
                          ceremony_bundle_commands(),
                          ceremony_paper_commands(),
                          bench_commands()}) {
      joined.insert(joined.end(), std::make_move_iterator(noun.begin()),
                    std::make_move_iterator(noun.end()));
    }
    return joined;
  }();
  return all;
}

}  // namespace pyx::ceremony
