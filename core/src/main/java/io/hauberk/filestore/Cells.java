package io.hauberk.filestore;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.CounterStore.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All counters, in memory. Bounded: where there is no room, and nothing can be forgotten, newcomers share counters, one for
 * each of 64 groups of an allowance. Thread-safe; the lock is never held while the disk is used.
 */
final class Cells {
    private static final int GROUPS = 64;

    private final int maxKeys;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<String, Cell> cells = new HashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private long searchedAt;

    Cells(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    List<Level> take(List<Draw> draws, long now, boolean really) {
        lock.lock();
        try {
            List<Arithmetic> all = new ArrayList<>(draws.size());
            boolean enough = true;
            for (Draw draw : draws) {
                Arithmetic one = arithmetic(draw, now);
                all.add(one);
                enough &= one.enough(draw.cost());
            }
            List<Level> levels = new ArrayList<>(draws.size());
            for (int i = 0; i < draws.size(); i++) {
                Draw draw = draws.get(i);
                Arithmetic one = all.get(i);
                boolean there = one.enough(draw.cost());
                if (enough && really && draw.cost() > 0) {
                    one.add(draw.cost());
                    changed(draw);
                }
                levels.add(one.level(there, draw.cost()));
            }
            return levels;
        } finally {
            lock.unlock();
        }
    }

    List<Level> adjust(List<Draw> draws, long now) {
        lock.lock();
        try {
            List<Level> levels = new ArrayList<>(draws.size());
            for (Draw draw : draws) {
                Arithmetic one = arithmetic(draw, now);
                if (draw.cost() >= 0) {
                    one.add(draw.cost());
                } else {
                    one.giveBack(-draw.cost(), draw.stamp());
                }
                changed(draw);
                levels.add(one.level(true, 0));
            }
            return levels;
        } finally {
            lock.unlock();
        }
    }

    void reset(List<Draw> draws) {
        lock.lock();
        try {
            for (Draw draw : draws) {
                cells.put(name(draw), Cell.fresh(draw.allowance()));
                changed.add(name(draw));
            }
        } finally {
            lock.unlock();
        }
    }

    private Arithmetic arithmetic(Draw draw, long now) {
        Cell cell = cells.get(name(draw));
        if (cell == null || !cell.fits(draw.allowance())) {
            cell = fresh(draw, now);
        }
        return new Arithmetic(draw.allowance(), cell, now);
    }

    private Cell fresh(Draw draw, long now) {
        Cell together = cells.get(shared(draw));
        if (cells.size() >= maxKeys && !forget(now)) {
            if (together == null || !together.fits(draw.allowance())) {
                together = Cell.fresh(draw.allowance());
                cells.put(shared(draw), together);
            }
            return together;
        }
        // Whoever was counted together with others does not begin afresh.
        Cell cell = together != null && together.fits(draw.allowance()) && together.over > now
                ? together.copy()
                : Cell.fresh(draw.allowance());
        cells.put(name(draw), cell);
        return cell;
    }

    private void changed(Draw draw) {
        changed.add(cells.containsKey(name(draw)) ? name(draw) : shared(draw));
    }

    /** Forgets what does not count any more, at most once a second; whether there is room now. */
    private boolean forget(long now) {
        if (now - searchedAt > 1_000_000_000 || now < searchedAt) {
            searchedAt = now;
            cells.values().removeIf(cell -> cell.over <= now);
        }
        return cells.size() < maxKeys;
    }

    private static String name(Draw draw) {
        Allowance allowance = draw.allowance();
        return allowance.start() == null ? draw.key() : draw.key() + '@' + Arithmetic.nanos(allowance.start());
    }

    private static String shared(Draw draw) {
        int end = draw.key().lastIndexOf(':') + 1;
        String start = draw.allowance().start() == null
                ? ""
                : "@" + Arithmetic.nanos(draw.allowance().start());
        return draw.key().substring(0, end) + '~' + (draw.key().hashCode() & GROUPS - 1) + start;
    }

    /** The lines of what has changed since the last time; all of them where everything is to be written anew. */
    Map<String, String> lines(boolean all, long now) {
        lock.lock();
        try {
            if (all) {
                cells.values().removeIf(cell -> cell.over <= now);
            }
            Map<String, String> lines = new HashMap<>();
            for (String name : all ? cells.keySet() : changed) {
                Cell cell = cells.get(name);
                if (cell != null) {
                    lines.put(name, cell.text());
                }
            }
            changed.clear();
            return lines;
        } finally {
            lock.unlock();
        }
    }

    /** What could not be written is to be written later. */
    void unwritten(Set<String> names) {
        lock.lock();
        try {
            changed.addAll(names);
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what a file says; of what has been counted here meanwhile, the sum. */
    void load(Map<String, Cell> known, long now) {
        lock.lock();
        try {
            known.forEach((name, old) -> {
                if (old.over > now) {
                    cells.merge(name, old, Cells::together);
                    changed.add(name);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private static Cell together(Cell here, Cell old) {
        boolean alike = here.algorithm == old.algorithm && here.numbers.length == old.numbers.length;
        if (!alike) {
            return here;
        }
        switch (here.algorithm) {
            case GCRA -> here.numbers[0] = Math.max(here.numbers[0], old.numbers[0]);
            case WINDOW -> here.numbers[0] += old.numbers[0];
            case FIXED -> {
                here.numbers[0] = Math.min(here.numbers[0], old.numbers[0]);
                here.numbers[1] += old.numbers[1];
            }
            case SLIDING -> slices(here.numbers, old.numbers);
        }
        here.over = Math.max(here.over, old.over);
        return here;
    }

    private static void slices(long[] here, long[] old) {
        for (int i = 1; i < old.length; i++) {
            long at = here[0] - old[0] + i;
            if (at >= 1 && at < here.length) {
                here[(int) at] += old[i];
            }
        }
    }

    int size() {
        lock.lock();
        try {
            return cells.size();
        } finally {
            lock.unlock();
        }
    }

    @Nullable Cell get(String name) {
        lock.lock();
        try {
            return cells.get(name);
        } finally {
            lock.unlock();
        }
    }
}
