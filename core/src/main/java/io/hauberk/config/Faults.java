package io.hauberk.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that one run shows it all. Sorted by line; at most a hundred are told. */
final class Faults {
    static final int TOLD = 100;
    private static final int WARNINGS = 10_000;
    /** With so many errors nobody wants to know more; reading on would only take time. */
    private static final int ENOUGH = 500;

    private final Path main;
    private final Set<Fault> found = new LinkedHashSet<>();
    private int errors;
    private boolean cut;

    /** For a configuration whose first file is {@code main}: its faults are told first. */
    Faults(Path main) {
        this.main = main;
    }

    void error(Place place, String sentence) {
        add(Fault.error(place, sentence));
    }

    void warning(Place place, String sentence) {
        add(Fault.warning(place, sentence));
    }

    private void add(Fault fault) {
        boolean fresh = (fault.isError() || found.size() < WARNINGS) && found.add(fault);
        errors += fresh && fault.isError() ? 1 : 0;
        if (errors >= ENOUGH) {
            cut = true;
            throw new TooManyException();
        }
    }

    /** There are so many errors that reading was ended. */
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException() {
            super("The configuration has " + ENOUGH + " errors and probably more.", null, false, false);
        }
    }

    /** Whether any of them keeps the configuration from being used. */
    boolean broken() {
        return errors > 0;
    }

    /** How many errors there are by now. */
    int errors() {
        return errors;
    }

    /** All of them, errors and warnings, sorted; cut after a hundred, with a last one that says how many are left. */
    List<Fault> sorted() {
        List<Fault> all = new ArrayList<>(found);
        Comparator<Fault> order =
                Comparator.comparing((Fault fault) -> !fault.file().equals(main.toString()));
        all.sort(order.thenComparing(Fault::file).thenComparing(Fault::line).thenComparing(Fault::column));
        if (all.size() <= TOLD) {
            return List.copyOf(all);
        }
        List<Fault> told = new ArrayList<>(all.subList(0, TOLD));
        Fault.Severity worst = broken() ? Fault.Severity.ERROR : Fault.Severity.WARNING;
        told.add(new Fault(worst, main.toString(), 0, 0, left(all.size() - TOLD)));
        return List.copyOf(told);
    }

    private String left(int more) {
        return cut
                ? "There are " + more + " more of these, and reading ended there."
                : "There are " + more + " more of these.";
    }
}
