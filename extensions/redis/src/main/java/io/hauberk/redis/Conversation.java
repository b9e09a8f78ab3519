package io.hauberk.redis;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.counter.remote.Question;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Asks one Redis: puts questions into the words of the script, and gives a connection up from which nothing comes back. */
final class Conversation implements AutoCloseable {
    private static final int WORDS = 8;
    private static final int NUMBERS = 4;
    private static final long SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Setting setting;
    private final Meters meters;
    private final Clients clients;
    private final Upkeep upkeep;
    private final Script script = Script.named("counters.lua");
    private volatile long lastAnswer = System.nanoTime();

    Conversation(Setting setting, Meters meters) {
        this.setting = setting;
        this.meters = meters;
        this.clients = new Clients(setting);
        this.upkeep = new Upkeep(setting.location().toString(), clients, meters);
    }

    List<Level> ask(String act, List<Draw> draws, Duration budget) throws IOException {
        long until = System.nanoTime() + budget.toNanos();
        List<Question> questions = Question.of(draws, act.equals("take") || act.equals("peek"));
        byte[][] keys = new byte[questions.size()][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = bytes(setting.prefix() + ":" + questions.get(i).key());
        }
        requireOneSlot(keys);
        List<Long> answer = run(keys, words(act, questions), until, budget);
        return levels(questions, answer);
    }

    private static byte[][] words(String act, List<Question> questions) {
        byte[][] words = new byte[1 + WORDS * questions.size()][];
        words[0] = bytes(act);
        int at = 1;
        for (Question question : questions) {
            words[at++] = bytes(String.valueOf(question.kind()));
            for (long number : question.numbers()) {
                words[at++] = bytes(Long.toString(number));
            }
        }
        return words;
    }

    private static List<Level> levels(List<Question> questions, List<Long> answer) throws IOException {
        if (answer.size() != 1 + NUMBERS * questions.size()) {
            throw new IOException(
                    "Redis answered with " + answer.size() + " numbers, which is not what was asked for.");
        }
        List<Level> levels = new ArrayList<>(questions.size());
        for (int i = 0; i < questions.size(); i++) {
            List<Long> own = answer.subList(1 + NUMBERS * i, 1 + NUMBERS * (i + 1));
            levels.add(questions.get(i).level(answer.get(0), own.get(0) == 1, own.get(1), own.get(2), own.get(3)));
        }
        return List.copyOf(levels);
    }

    private List<Long> run(byte[][] keys, byte[][] words, long until, Duration budget) throws IOException {
        try {
            Connected on = upkeep.connected(until - System.nanoTime());
            if (on == null) {
                throw new IOException(
                        "There is no connection to " + setting.location() + ": " + upkeep.trouble() + ".");
            }
            return run(on, keys, words, until, budget);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The thread was interrupted while it waited for " + setting.location() + ".", e);
        } catch (RedisException e) {
            throw new IOException(setting.location() + " cannot be asked: " + e.getMessage(), e);
        }
    }

    private List<Long> run(Connected on, byte[][] keys, byte[][] words, long until, Duration budget)
            throws IOException, InterruptedException {
        try {
            List<Long> answer = script.run(on, keys, words, until, meters);
            lastAnswer = System.nanoTime();
            return answer;
        } catch (TimeoutException e) {
            suspect(on);
            throw new IOException(setting.location() + " did not answer within " + budget.toMillis() + " ms.", e);
        }
    }

    /** A connection may be dead without anybody saying so: then another machine answers, or nobody. */
    private void suspect(Connected on) {
        long silent = System.nanoTime() - Math.max(lastAnswer, on.since());
        if (silent > SILENCE_NANOS) {
            upkeep.giveUp(on, "nothing has come back for " + silent / 1_000_000 + " ms");
        }
    }

    private void requireOneSlot(byte[][] keys) throws IOException {
        if (setting.location().kind() != Location.Kind.CLUSTER) {
            return;
        }
        int slot = SlotHash.getSlot(keys[0]);
        for (byte[] key : keys) {
            if (SlotHash.getSlot(key) != slot) {
                throw new IOException("Counters of one operation are in different slots of the cluster. Have their keys"
                        + " share what they have in braces.");
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        upkeep.close();
    }
}
