package io.hauberk.config;

import io.hauberk.config.Node.Scalar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts values from outside into scalars: {@code ${NAME}}, {@code ${NAME:default}}, {@code ${file:/path}}; <code>$${</code> is
 * a literal <code>${</code>. It runs once over a parsed scalar: what it puts in is neither YAML nor substituted again.
 */
final class Substitution {
    private static final int MAX_FILE = 64 * 1024;
    private static final String FILE = "file:";

    private final Function<String, @Nullable String> environment;
    private final Sources sources;

    Substitution(Function<String, @Nullable String> environment, Sources sources) {
        this.environment = environment;
        this.sources = sources;
    }

    /** The text with its values put in; null where one of them is missing, which is a fault. */
    @Nullable String apply(Scalar scalar, Faults faults) {
        String written = scalar.written();
        int at = written.indexOf("${");
        if (at < 0) {
            return written;
        }
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (at >= 0) {
            if (at > from && written.charAt(at - 1) == '$') {
                text.append(written, from, at - 1).append("${");
                from = at + 2;
            } else {
                int end = written.indexOf('}', at);
                if (end < 0) {
                    faults.error(
                            scalar.place(),
                            "A \"${\" is never closed. Add the \"}\", or write \"$${\" for a literal one.");
                    return null;
                }
                String value = value(written.substring(at + 2, end), scalar.place(), faults);
                if (value == null) {
                    return null;
                }
                text.append(written, from, at).append(value);
                from = end + 1;
            }
            at = written.indexOf("${", from);
        }
        return text.append(written, from, written.length()).toString();
    }

    private @Nullable String value(String reference, Place place, Faults faults) {
        if (reference.startsWith(FILE)) {
            return file(reference.substring(FILE.length()), place, faults);
        }
        int colon = reference.indexOf(':');
        String name = colon < 0 ? reference : reference.substring(0, colon);
        if (!isName(name)) {
            faults.error(
                    place,
                    "\"${" + reference + "}\" names no variable: names are letters, digits and \"_\". Write \"$${\" for"
                            + " a literal \"${\".");
            return null;
        }
        String value = environment.apply(name);
        if (value != null) {
            return value;
        }
        if (colon < 0) {
            faults.error(
                    place,
                    "The environment variable " + name + " is not set. Set it, or give a default: ${" + name
                            + ":default}.");
            return null;
        }
        return reference.substring(colon + 1);
    }

    private @Nullable String file(String name, Place place, Faults faults) {
        try {
            Path path = place.folder().resolve(name).normalize();
            return withoutLineEnd(Utf8.decode(sources.read(path, MAX_FILE)));
        } catch (IOException | IllegalArgumentException e) {
            faults.error(
                    place, "The file " + name + " cannot be read (" + reason(e) + "). Put it there, or name another.");
            return null;
        }
    }

    static String reason(Exception e) {
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "there is none";
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "access denied";
        }
        return e instanceof java.nio.charset.CharacterCodingException
                ? "it is not UTF-8"
                : String.valueOf(e.getMessage());
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isName(String name) {
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!letter && (first || c < '0' || c > '9')) {
                return false;
            }
            first = false;
        }
        return !first;
    }
}
