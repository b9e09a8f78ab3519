package io.hauberk.standalone;

import io.hauberk.standalone.Arguments.WrongUseException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was typed after {@code bin/hauberk ca}. */
final class CaArguments {
    private static final Pattern LIFE = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
    private static final int PORT = 8555;

    /** What each command takes. */
    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "init", Set.of("--domain", "--life"),
            "token", Set.of("--id", "--name", "--life"),
            "issue", Set.of("--id", "--name", "--life", "--out"),
            "forget", Set.of("--id"),
            "serve", Set.of("--name", "--port", "--address", "--life"));

    private final String command;
    private final List<String> names = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> plain = new ArrayList<>();

    private CaArguments(String command) {
        this.command = command;
    }

    /** @throws WrongUseException if they make no sense, with a sentence */
    static CaArguments of(String... typed) {
        Iterator<String> words = List.of(typed).iterator();
        words.next();
        String command = words.hasNext() ? words.next() : "";
        Set<String> options = OPTIONS.get(command);
        if (options == null) {
            throw new WrongUseException(
                    command.isEmpty() ? "ca needs a command." : "There is no command \"ca " + command + "\".");
        }
        CaArguments arguments = new CaArguments(command);
        while (words.hasNext()) {
            arguments.take(words.next(), words, options);
        }
        if (arguments.plain.size() != 1) {
            throw new WrongUseException(
                    arguments.plain.isEmpty()
                            ? "No folder is given."
                            : "\"" + arguments.plain.get(1) + "\" is one word too many.");
        }
        return arguments;
    }

    private void take(String word, Iterator<String> rest, Set<String> options) {
        if (!word.startsWith("--")) {
            plain.add(word);
        } else if (!options.contains(word)) {
            throw new WrongUseException("There is no option \"" + word + "\" here.");
        } else if (word.equals("--name")) {
            names.add(Arguments.value(word, rest));
        } else if (values.put(word, Arguments.value(word, rest)) != null) {
            throw new WrongUseException("The option " + word + " is given twice.");
        }
    }

    String command() {
        return command;
    }

    Path folder() {
        return path(plain.get(0));
    }

    Path out() {
        return path(required("--out"));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new WrongUseException("\"" + text + "\" is no path.");
        }
    }

    String required(String option) {
        String value = values.get(option);
        if (value == null) {
            throw new WrongUseException("ca " + command + " needs " + option + ".");
        }
        return value;
    }

    @Nullable String address() {
        return values.get("--address");
    }

    int port() {
        String text = values.get("--port");
        return text == null ? PORT : Arguments.port(text);
    }

    List<String> names() {
        return names;
    }

    Duration life(Duration otherwise) {
        String text = values.get("--life");
        if (text == null) {
            return otherwise;
        }
        Matcher life = LIFE.matcher(text);
        if (!life.matches()) {
            throw new WrongUseException("\"" + text + "\" is no duration: write 90s, 15m, 24h or 30d.");
        }
        long number = Long.parseLong(life.group(1));
        return switch (life.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
