package io.hauberk.standalone;

import io.hauberk.Headers;
import io.hauberk.network.IpAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was typed after {@code bin/hauberk}. */
final class Arguments {
    static final String USAGE = """
            Usage:
              hauberk serve FILE [--port N]                            runs a gateway
              hauberk validate FILE                                    checks a file
              hauberk explain FILE [-X METHOD] [-H 'name: value']... [--from ADDRESS] URL
                                                                       says what a request would meet
              hauberk hash key [-]                                     makes an API key, or takes one from the input, and
                                                                       prints its hash
              hauberk hash password [-]                                reads a password and prints its hash
              hauberk ca init FOLDER --domain NAME [--life 1825d]      makes a small certificate authority
              hauberk ca token FOLDER --id ID [--name NAME]... [--life 15m]
                                                                       prints a token by which a service joins, once
              hauberk ca issue FOLDER --id ID --out FOLDER [--name NAME]... [--life 24h]
                                                                       writes a certificate and its key
              hauberk ca forget FOLDER --id ID                         renews the certificates of a service no more
              hauberk ca serve FOLDER --name NAME... [--port 8555] [--address ADDRESS] [--life 24h]
                                                                       answers those who join and renew
            """;

    enum Command {
        SERVE,
        VALIDATE,
        EXPLAIN,
        HELP
    }

    /** What was typed makes no sense; the message says why. */
    static final class WrongUseException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongUseException(String sentence) {
            super(sentence);
        }
    }

    private final Command command;
    private final List<String> plain = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private @Nullable Integer port;
    private String method = "GET";
    private String from = "127.0.0.1";

    private Arguments(Command command) {
        this.command = command;
    }

    /** @throws WrongUseException if they make no sense, with a sentence */
    static Arguments of(String... typed) {
        Iterator<String> words = List.of(typed).iterator();
        if (!words.hasNext()) {
            throw new WrongUseException("No command is given.");
        }
        Arguments arguments = new Arguments(command(words.next()));
        while (words.hasNext()) {
            arguments.take(words.next(), words);
        }
        arguments.check();
        return arguments;
    }

    private static Command command(String word) {
        return switch (word) {
            case "serve" -> Command.SERVE;
            case "validate" -> Command.VALIDATE;
            case "explain" -> Command.EXPLAIN;
            case "help", "--help", "-h" -> Command.HELP;
            default -> throw new WrongUseException("There is no command \"" + word + "\".");
        };
    }

    private void take(String word, Iterator<String> rest) {
        if (word.equals("--port") && command == Command.SERVE) {
            port = port(value(word, rest));
        } else if (word.startsWith("--port=") && command == Command.SERVE) {
            port = port(word.substring("--port=".length()));
        } else if (word.startsWith("-X") && command == Command.EXPLAIN) {
            method = word.length() > 2 ? word.substring(2) : value(word, rest);
        } else if (word.startsWith("-H") && command == Command.EXPLAIN) {
            headers.add(word.length() > 2 ? word.substring(2) : value(word, rest));
        } else if (word.equals("--from") && command == Command.EXPLAIN) {
            from = address(value(word, rest));
        } else if (word.startsWith("-") && word.length() > 1) {
            throw new WrongUseException("There is no option \"" + word + "\" here.");
        } else {
            plain.add(word);
        }
    }

    static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new WrongUseException("The option " + option + " needs a value.");
        }
        return rest.next();
    }

    static int port(String text) {
        boolean digits = !text.isEmpty() && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(text) > 65_535) {
            throw new WrongUseException("\"" + text + "\" is no port: ports are from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }

    private static String address(String text) {
        if (IpAddress.parse(text) == null) {
            throw new WrongUseException("\"" + text + "\" is no IP address: write 192.0.2.1 or 2001:db8::1.");
        }
        return text;
    }

    private void check() {
        int wanted = command == Command.HELP ? 0 : command == Command.EXPLAIN ? 2 : 1;
        if (plain.size() < wanted) {
            throw new WrongUseException(plain.isEmpty() ? "No file is given." : "No URL is given.");
        }
        if (plain.size() > wanted) {
            throw new WrongUseException("\"" + plain.get(wanted) + "\" is one word too many.");
        }
        headers();
        if (wanted > 0) {
            file();
        }
    }

    Command command() {
        return command;
    }

    Path file() {
        try {
            return Path.of(plain.get(0));
        } catch (InvalidPathException e) {
            throw new WrongUseException("\"" + plain.get(0) + "\" is no path.");
        }
    }

    /** The port instead of the file's, or null. */
    @Nullable Integer port() {
        return port;
    }

    /** The address at the other end of the connection. */
    String from() {
        return from;
    }

    String method() {
        return method;
    }

    String url() {
        return plain.get(1);
    }

    Headers headers() {
        Headers all = Headers.empty();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new WrongUseException("\"" + header + "\" is no header: write -H 'name: value'.");
            }
            all = with(
                    all,
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return all;
    }

    private static Headers with(Headers headers, String name, String value) {
        try {
            return headers.adding(name, value);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(String.valueOf(e.getMessage()));
        }
    }
}
