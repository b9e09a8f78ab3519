package io.hauberk.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration cannot be used. The message has one line for each fault. */
public final class InvalidConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final transient List<Fault> faults;

    InvalidConfigurationException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, sorted by line, errors and warnings. */
    public List<Fault> faults() {
        return faults;
    }
}
