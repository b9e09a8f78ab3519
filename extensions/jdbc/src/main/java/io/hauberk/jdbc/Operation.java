package io.hauberk.jdbc;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.counter.remote.Question;
import io.hauberk.jdbc.Table.Found;
import io.hauberk.jdbc.Table.Versioned;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One operation, tried until nobody else has written in between. For one thread. */
final class Operation {
    /** SQLSTATE classes: a row with this key is there already; the database has ended the transaction for another's sake. */
    private static final String DUPLICATE = "23";

    private static final String ROLLED_BACK = "40";

    private final Act act;
    private final List<Question> questions;
    private final List<String> keys;

    Operation(Act act, List<Draw> draws) {
        this.act = act;
        this.questions = Question.of(draws, act == Act.TAKE || act == Act.PEEK);
        this.keys = questions.stream().map(Question::key).toList();
    }

    /** What tells operations on the same counter from others. */
    int first() {
        return keys.stream().min(String::compareTo).orElse("").hashCode();
    }

    /** Tries once: null if somebody else was faster. */
    @Nullable List<Level> attempt(Connection connection, Table table) throws SQLException {
        boolean alone = keys.size() == 1;
        connection.setAutoCommit(alone);
        if (!alone) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        boolean done = false;
        try {
            List<Level> levels = act == Act.RESET ? reset(connection, table) : decide(connection, table);
            if (!alone && levels != null) {
                connection.commit();
            }
            done = levels != null;
            return levels;
        } catch (SQLException e) {
            if (isConflict(e)) {
                return null;
            }
            throw e;
        } finally {
            if (!alone && !done) {
                connection.rollback();
            }
        }
    }

    private static boolean isConflict(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith(DUPLICATE) || state.startsWith(ROLLED_BACK));
    }

    private List<Level> reset(Connection connection, Table table) throws SQLException {
        for (String key : keys.stream().sorted().toList()) {
            table.forget(connection, key);
        }
        return List.of();
    }

    private @Nullable List<Level> decide(Connection connection, Table table) throws SQLException {
        Found found = table.find(connection, keys);
        Arithmetic arithmetic = new Arithmetic(act, found.now());
        List<Verdict> verdicts = new ArrayList<>(keys.size());
        boolean all = true;
        for (int i = 0; i < keys.size(); i++) {
            Versioned old = found.rows().get(keys.get(i));
            Verdict verdict = arithmetic.decide(questions.get(i), old == null ? null : old.row());
            all &= verdict.enough();
            verdicts.add(verdict);
        }
        boolean change = all && act != Act.PEEK;
        return change && !write(connection, table, found, verdicts) ? null : levels(found.now(), verdicts, change);
    }

    /** In the order of the keys, so that two operations never wait for each other. */
    private boolean write(Connection connection, Table table, Found found, List<Verdict> verdicts) throws SQLException {
        TreeMap<String, Verdict> sorted = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            sorted.put(keys.get(i), verdicts.get(i));
        }
        for (var entry : sorted.entrySet()) {
            String key = entry.getKey();
            if (!table.replace(
                    connection, key, found.rows().get(key), entry.getValue().next())) {
                return false;
            }
        }
        return true;
    }

    private List<Level> levels(long now, List<Verdict> verdicts, boolean changed) {
        List<Level> levels = new ArrayList<>(verdicts.size());
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            long[] n = changed ? verdict.after() : verdict.before();
            levels.add(questions.get(i).level(now, verdict.enough(), n[0], n[1], n[2]));
        }
        return List.copyOf(levels);
    }
}
