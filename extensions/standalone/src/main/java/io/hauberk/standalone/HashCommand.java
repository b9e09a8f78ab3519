package io.hauberk.standalone;

import io.hauberk.apikey.ApiKey;
import io.hauberk.basic.Password;
import io.hauberk.standalone.Arguments.WrongUseException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** {@code hauberk hash key} and {@code hauberk hash password}: what stands in a file in place of a secret. */
final class HashCommand {
    private static final int KEY_BYTES = 32;

    private final InputStream in;
    private final PrintStream out;

    HashCommand(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Secrets come from the console or the standard input: arguments are seen by everybody on the machine. */
    int run(String... typed) throws IOException {
        String what = typed.length > 1 ? typed[1] : "";
        boolean given = typed.length == 3 && typed[2].equals("-");
        if (typed.length > 2 && !given || typed.length > 3) {
            throw new WrongUseException(
                    "What is to be hashed is not given as an argument, where others see it: write - and send it to the"
                            + " standard input.");
        }
        switch (what) {
            case "key" -> key(given ? line() : newKey(), given);
            case "password" -> out.println(Password.hash(given ? line() : typedUnseen()));
            default -> throw new WrongUseException("Hash what? Write hash key or hash password.");
        }
        return 0;
    }

    private void key(String key, boolean given) {
        if (key.isEmpty() || key.length() > ApiKey.MAX_LENGTH) {
            throw new WrongUseException("A key has 1 to " + ApiKey.MAX_LENGTH + " characters.");
        }
        if (!key.equals(key.strip()) || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new WrongUseException(
                    "A key is sent in a header, so it is printable ASCII without spaces around it.");
        }
        if (!given) {
            out.println("key:  " + key);
        }
        out.println((given ? "" : "hash: ") + "sha256:" + ApiKey.hash(key));
    }

    private static String newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @SuppressWarnings("SystemConsoleNull") // the consoles of later JDKs read redirected lines as well
    private String typedUnseen() throws IOException {
        Console console = System.console();
        char[] password = console == null ? null : console.readPassword("Password: ");
        return password == null ? line() : new String(password);
    }

    private String line() throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        if (line == null || line.isEmpty()) {
            throw new WrongUseException("Nothing came from the standard input. Send one line.");
        }
        return line;
    }
}
