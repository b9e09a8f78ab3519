package io.hauberk.samples.shop.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of some requests. Thread-safe. */
final class Tally {
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> instances = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final List<Long> nanos = new ArrayList<>();
    private int sent;
    private int ended;
    private int failed;

    synchronized void sent() {
        sent++;
    }

    /** An answer; one that is no success is a failure, since all that the load asks for is allowed and there. */
    synchronized void answered(String what, int status, String instance, long tookNanos) {
        statuses.merge(status, 1, Integer::sum);
        if (!instance.isEmpty()) {
            instances.merge(instance, 1, Integer::sum);
        }
        if (status < 200 || status > 299) {
            failed++;
            failures.merge(what + ": status " + status, 1, Integer::sum);
        }
        end(tookNanos);
    }

    /** No answer. */
    synchronized void failed(String what, Exception why, long tookNanos) {
        failed++;
        failures.merge(what + ": " + why, 1, Integer::sum);
        end(tookNanos);
    }

    private void end(long tookNanos) {
        nanos.add(tookNanos);
        ended++;
        notifyAll();
    }

    /** Waits until each request that was sent has ended; the load's own timeout sees to it that they do. */
    synchronized Tally awaitAll() throws InterruptedException {
        while (ended < sent) {
            wait();
        }
        return this;
    }

    synchronized int requests() {
        return sent;
    }

    synchronized int failed() {
        return failed;
    }

    synchronized Map<Integer, Integer> statuses() {
        return new TreeMap<>(statuses);
    }

    synchronized Map<String, Integer> instances() {
        return new TreeMap<>(instances);
    }

    /** Why requests failed, and how often. */
    synchronized Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    /** What that part of the requests, from 0 to 1, took at most, in milliseconds. */
    synchronized double millis(double part) {
        if (nanos.isEmpty()) {
            return 0;
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, rank)] / 1e6;
    }
}
