package io.hauberk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one entry in a configuration file. Each is read at most once, by name and type; whatever is left
 * unread is an unknown key and is reported with its line. Faults are collected, so that one run shows them all: a
 * method that finds a fault reports it and returns the default. Not thread-safe.
 */
public interface Settings {
    /** Whether the parameter is there. Does not count as reading it. */
    boolean has(String name);

    /** Text; null where it is missing. */
    @Nullable String text(String name);

    /** Text; a missing one is a fault. */
    String requiredText(String name);

    /** One of several words; the default where it is missing. */
    String word(String name, String defaultWord, Set<String> words);

    /** A whole number in a range; the default where it is missing. */
    long number(String name, long defaultNumber, long min, long max);

    /** A decimal number in a range; the default where it is missing. */
    double decimal(String name, double defaultNumber, double min, double max);

    /** A percentage from 0 to 100; the default where it is missing. A value between 0 and 1 is a fault: it means a ratio. */
    double percent(String name, double defaultPercent);

    /** True or false, on or off, yes or no; the default where it is missing. */
    boolean flag(String name, boolean defaultFlag);

    /** A positive duration such as {@code 250ms} or {@code PT2S}; null where it is missing. */
    @Nullable Duration duration(String name);

    /**
     * A period for limits: a positive duration, or one of {@code second}, {@code minute}, {@code hour}, {@code day}, {@code
     * week}, {@code month} (30 days), {@code year} (365 days); null where it is missing.
     */
    @Nullable Duration period(String name);

    /** A size such as {@code 16KB}, in bytes; the default where it is missing. */
    long size(String name, long defaultBytes);

    /** A list of texts, or one text for a list of one; empty where it is missing. */
    List<String> texts(String name);

    /** A nested block of texts by name, in order; empty where it is missing. */
    Map<String, String> entries(String name);

    /** The path of a file; a relative one starts at the folder of the configuration file. Null where it is missing. */
    @Nullable Path file(String name);

    /**
     * What one name, or a list of names, stands for in the whole configuration, such as an {@code io.hauberk.jwt.Issuer};
     * a service is a {@link Handler}. Names of nothing are faults and left out. Empty where the parameter is missing.
     */
    <T> List<T> named(String name, Class<T> type);

    /** A nested block; null where it is missing. */
    @Nullable Settings block(String name);

    /** A list of nested blocks, or one block for a list of one; empty where it is missing. */
    List<Settings> blocks(String name);

    /**
     * Like {@link #blocks(String)}, where an element may also be a bare text: {@code a} is short for {@code {shortForm:
     * a}}.
     */
    List<Settings> blocks(String name, String shortForm);

    /**
     * Whose entry this is, such as {@code route orders} or {@code policy partner-limit}: the same in every process that reads
     * the file, and at each reload. What is kept outside the process is kept under it. Empty where nobody knows.
     */
    default String scope() {
        return "";
    }

    /** The names of all parameters, in order. Does not count as reading them. */
    List<String> names();

    /**
     * Reports a fault, in a sentence that names the culprit and the cure, at the line of the parameter; at that of the
     * whole entry where the parameter is missing.
     */
    void fault(String name, String sentence);

    /** Reports what is allowed and probably not meant, as {@link #fault} does. The configuration can be used all the same. */
    void warning(String name, String sentence);
}
