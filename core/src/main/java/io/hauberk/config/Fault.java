package io.hauberk.config;

/**
 * What is wrong, or at least suspicious, at one place of a configuration file.
 *
 * @param severity whether the file can be used all the same
 * @param file the file, as it was named
 * @param line the line, counted from 1; 0 where the whole file is meant
 * @param column the column, counted from 1; 0 where the whole line is meant
 * @param sentence names the culprit and the cure
 */
public record Fault(Severity severity, String file, int line, int column, String sentence) {
    private static final int LONGEST = 1_000;

    /** Whether a file can be used. */
    public enum Severity {
        /** The file cannot be used. */
        ERROR,
        /** The file can be used, but it may not say what its author means. */
        WARNING
    }

    static Fault error(Place place, String sentence) {
        return new Fault(Severity.ERROR, place.file().toString(), place.line(), place.column(), cut(sentence));
    }

    static Fault warning(Place place, String sentence) {
        return new Fault(Severity.WARNING, place.file().toString(), place.line(), place.column(), cut(sentence));
    }

    /** A sentence quotes values as they are: of a long one the middle is left out, and all of it goes on one line. */
    private static String cut(String sentence) {
        String some = sentence.length() <= LONGEST
                ? sentence
                : sentence.substring(0, LONGEST / 2) + " … " + sentence.substring(sentence.length() - LONGEST / 2);
        StringBuilder line = new StringBuilder(some.length());
        some.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
        return line.toString();
    }

    /** Whether this keeps the file from being used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line: {@code hauberk.yaml:12:7: sentence}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (column > 0) {
            text.append(':').append(column);
        }
        return text.append(": ")
                .append(isError() ? "" : "warning: ")
                .append(sentence)
                .toString();
    }
}
