package io.hauberk.redis;

import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import io.hauberk.counter.remote.Question;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts questions about counters into the words of the script. */
final class Conversation {
    private static final Script SCRIPT = Script.named("counters.lua");
    private static final int WORDS = 8;
    private static final int NUMBERS = 4;

    private final Setting setting;
    private final Meters meters;
    private final Line line;

    Conversation(Setting setting, Meters meters, Line line) {
        this.setting = setting;
        this.meters = meters;
        this.line = line;
    }

    List<Level> ask(String act, List<Draw> draws, Duration budget) throws IOException {
        List<Question> questions = Question.of(draws, act.equals("take") || act.equals("peek"));
        byte[][] keys = new byte[questions.size()][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = bytes(setting.prefix() + ":" + questions.get(i).key());
        }
        requireOneSlot(keys);
        byte[][] words = words(act, questions);
        List<Long> answer = line.ask((on, until) -> SCRIPT.run(on, keys, words, until, meters), budget);
        return levels(questions, answer == null ? List.of() : answer);
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
}
