package io.hauberk;

import java.time.Duration;
import java.util.List;
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

    /** True or false; the default where it is missing. */
    boolean flag(String name, boolean defaultFlag);

    /** A positive duration such as {@code 250ms} or {@code PT2S}; null where it is missing. */
    @Nullable Duration duration(String name);

    /** A size such as {@code 16KB}, in bytes; the default where it is missing. */
    long size(String name, long defaultBytes);

    /** A list of texts, or one text for a list of one; empty where it is missing. */
    List<String> texts(String name);

    /** A nested block; null where it is missing. */
    @Nullable Settings block(String name);

    /** A list of nested blocks, or one block for a list of one; empty where it is missing. */
    List<Settings> blocks(String name);

    /** The names of all parameters, in order. Does not count as reading them. */
    List<String> names();

    /** Reports a fault at the line of the parameter, in a sentence. */
    void fault(String name, String sentence);
}
