package io.hauberk.service;

import io.hauberk.service.Ejection.Rule;
import io.hauberk.service.Member.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who of a pool is left out, for what, and for how long. Thread-safe; the pool's lock is taken only when somebody may be
 * ejected or comes back.
 */
final class Ejections {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    private final Pool pool;
    private final String service;
    private final Chance chance;
    private final ServiceMeters meters;
    /** When rates and latencies are looked at next. */
    private final AtomicLong sweepAt = new AtomicLong();

    private volatile OutlierDetection rules = OutlierDetection.off();

    Ejections(Pool pool, String service, Chance chance, ServiceMeters meters) {
        this.pool = pool;
        this.service = service;
        this.chance = chance;
        this.meters = meters;
    }

    /** Goes by these rules from now on. Under the pool's lock. */
    void follow(OutlierDetection rules, long now) {
        if (!this.rules.sweeps() || !rules.sweeps()) {
            sweepAt.set(now + rules.interval().toNanos());
        }
        this.rules = rules;
    }

    OutlierDetection rules() {
        return rules;
    }

    /** A good head came, after so long. */
    void good(Member member, long nanos, boolean probe, long now) {
        OutlierDetection by = rules;
        member.answered();
        if (by.sweeps()) {
            member.countGood();
            member.took(nanos);
            sweep(by, now);
        }
        if (probe) {
            restore(member, "it answers again", now);
        }
    }

    /** A head came that speaks against the endpoint. Returns what followed from it. */
    @Nullable Ejection bad(Member member, int status, String reason, boolean probe, long now) {
        OutlierDetection by = rules;
        boolean gateway = status >= 502 && status <= 504;
        member.reached();
        int failures = member.failed();
        int gateways = gateway ? member.failedAsGateway() : member.endGatewayFailures();
        if (by.sweeps()) {
            member.countBad();
            sweep(by, now);
        }
        if (probe) {
            return probeFailed(by, member, reason, now);
        }
        return consecutive(by, member, failures, gateways, reason, now);
    }

    /** There was no head, after so long. Returns what followed from it. */
    @Nullable Ejection failed(Member member, String reason, long nanos, boolean probe, long now) {
        OutlierDetection by = rules;
        boolean apart = by.localFailures() > 0;
        int locals = apart ? member.failedLocally() : 0;
        int failures = apart ? 0 : member.failed();
        int gateways = apart ? 0 : member.failedAsGateway();
        if (by.sweeps()) {
            member.countLocal();
            if (nanos > 0) {
                member.took(nanos);
            }
            sweep(by, now);
        }
        if (probe) {
            return probeFailed(by, member, reason, now);
        }
        return apart
                ? locals >= by.localFailures()
                        ? eject(by, member, Rule.CONSECUTIVE_LOCAL_FAILURES, reason, false, now)
                        : null
                : consecutive(by, member, failures, gateways, reason, now);
    }

    private @Nullable Ejection consecutive(
            OutlierDetection by, Member member, int failures, int gateways, String reason, long now) {
        if (by.on() && failures >= by.failures()) {
            return eject(by, member, Rule.CONSECUTIVE_FAILURES, reason, false, now);
        }
        return by.gatewayFailures() > 0 && gateways >= by.gatewayFailures()
                ? eject(by, member, Rule.CONSECUTIVE_GATEWAY_FAILURES, reason, false, now)
                : null;
    }

    /** An answer broke off. */
    @Nullable Ejection broke(Member member, String reason, long now) {
        OutlierDetection by = rules;
        boolean apart = by.localFailures() > 0;
        int breaks = member.broke();
        if (by.sweeps()) {
            member.countLocal();
            sweep(by, now);
        }
        if (!by.on() || breaks < (apart ? by.localFailures() : by.failures())) {
            return null;
        }
        Rule rule = apart ? Rule.CONSECUTIVE_LOCAL_FAILURES : Rule.CONSECUTIVE_FAILURES;
        return eject(by, member, rule, reason, false, now);
    }

    private @Nullable Ejection probeFailed(OutlierDetection by, Member member, String reason, long now) {
        if (!by.on() || member.state() != State.EJECTED) {
            member.endProbe();
            return null;
        }
        return eject(by, member, Rule.PROBATION, reason, true, now);
    }

    /** It is not ejected any more. */
    void restore(Member member, String why, long now) {
        synchronized (pool) {
            boolean out = member.state() == State.EJECTED;
            if (out) {
                member.become(State.IN, now, member.ejections());
                member.countAnew();
                pool.returned(member, now);
            }
            member.endProbe();
            if (!out) {
                return;
            }
        }
        log.info("Service {} takes {} back: {}.", service, member, why);
    }

    /** A health check passed: if it is ejected, the next request may see whether it is back. */
    void shorten(Member member, long now) {
        synchronized (pool) {
            if (member.state() == State.EJECTED && member.until() - now > 0) {
                member.become(State.EJECTED, now, member.ejections());
                pool.recount(now);
            }
        }
    }

    /** The endpoint asked to be left alone for a while. */
    void rest(Member member, long nanos, long now) {
        synchronized (pool) {
            OutlierDetection by = rules;
            if (by.on() && !by.shadowed() && member.state() != State.EJECTED && pool.remembers(member)) {
                long until = now + Math.min(nanos, by.maxEjection().toNanos());
                if (member.state() != State.RESTING || until - member.until() > 0) {
                    member.become(State.RESTING, until, member.ejections());
                    pool.recount(now);
                }
            }
        }
    }

    private @Nullable Ejection eject(
            OutlierDetection by, Member member, Rule rule, String reason, boolean again, long now) {
        Ejection ejection;
        synchronized (pool) {
            if (again) {
                member.endProbe();
            } else if (!pool.contains(member)) {
                // If it comes back, the next failure ejects it.
                return null;
            } else if (member.state() == State.EJECTED || member.shadowed(now) || !admits(by, now)) {
                member.countAnew();
                return null;
            }
            int ejections = lately(by, member, again, now) + 1;
            long nanos = duration(by, ejections);
            member.become(by.shadowed() ? State.SHADOWED : State.EJECTED, now + nanos, ejections);
            member.countAnew();
            pool.recount(now);
            ejection = new Ejection(member, rule, reason, nanos, by.shadowed());
        }
        meters.ejected(rule.toString(), reason, by.shadowed());
        log.warn(
                "Service {} {} {} out for {} ms, by {}, the last failure being {}.",
                service,
                by.shadowed() ? "would leave" : "leaves",
                member,
                ejection.nanos() / 1_000_000,
                rule,
                reason);
        return ejection;
    }

    /** Whether one more may be ejected: within the share, one at least, never the last one that is left. */
    private boolean admits(OutlierDetection by, long now) {
        Members all = pool.members();
        int size = all.size();
        int ejected = 1;
        int out = 1;
        for (int i = 0; i < size; i++) {
            Member member = all.get(i);
            boolean gone = member.state() == State.EJECTED || member.shadowed(now);
            ejected += gone ? 1 : 0;
            out += gone || member.sick() ? 1 : 0;
        }
        return by.maxEjectionPercent() > 0 && out < size && ejected <= most(by, size);
    }

    private static double most(OutlierDetection by, int size) {
        return Math.max(1, Math.floor((double) size * by.maxEjectionPercent() / 100));
    }

    /**
     * It was not found for a while, and is back as it was. If others were ejected meanwhile, so that too many would be, it
     * is in again. Under the pool's lock.
     */
    void back(Member member, long now) {
        if (member.state() != State.EJECTED) {
            return;
        }
        Members all = pool.members();
        int ejected = 0;
        for (int i = 0; i < all.size(); i++) {
            ejected += all.get(i).state() == State.EJECTED ? 1 : 0;
        }
        if (ejected > most(rules, all.size())) {
            member.become(State.IN, now, member.ejections());
            member.countAnew();
            pool.returned(member, now);
        }
    }

    /** How many ejections still count: one less for each base time that went well. */
    private static int lately(OutlierDetection by, Member member, boolean again, long now) {
        if (again || member.ejections() == 0 || member.state() == State.RESTING) {
            return member.ejections();
        }
        long well = (now - member.until()) / by.baseEjection().toNanos();
        return (int) Math.max(0, member.ejections() - Math.max(0, well));
    }

    /** The base, times the number of ejections, up to the maximum; and a little more, by chance. */
    private long duration(OutlierDetection by, int ejections) {
        double nanos = Math.min((double) by.baseEjection().toNanos() * ejections, (double)
                by.maxEjection().toNanos());
        return (long) (nanos * (1 + chance.fraction() * by.jitter()));
    }

    /** Looks at what all of them did, once an interval, on the thread of whoever comes first. */
    private void sweep(OutlierDetection by, long now) {
        long due = sweepAt.get();
        if (now - due < 0 || !sweepAt.compareAndSet(due, now + by.interval().toNanos())) {
            return;
        }
        List<Member> looked = new ArrayList<>();
        List<Sweep.Sample> samples = new ArrayList<>();
        Members all = pool.members();
        for (int i = 0; i < all.size(); i++) {
            Member member = all.get(i);
            Sweep.Sample sample = member.takeSample();
            if (member.state() != State.EJECTED && !member.shadowed(now)) {
                looked.add(member);
                samples.add(sample);
            }
        }
        judge(by, looked, samples, now);
    }

    private void judge(OutlierDetection by, List<Member> looked, List<Sweep.Sample> samples, long now) {
        List<Sweep.Verdict> verdicts =
                by.judgesRates() ? new ArrayList<>(Sweep.byRates(by, samples)) : new ArrayList<>();
        if (by.judgesLatency()) {
            int[] slow = Sweep.slow(by, samples);
            for (int i = 0; i < slow.length; i++) {
                if (slow[i] >= 0 && looked.get(i).slow(slow[i] == 1) >= by.slowIntervals()) {
                    verdicts.add(new Sweep.Verdict(i, Rule.LATENCY));
                }
            }
        }
        Set<Integer> done = new HashSet<>();
        for (Sweep.Verdict verdict : verdicts) {
            if (done.add(verdict.index())) {
                Rule rule = verdict.rule();
                eject(by, looked.get(verdict.index()), rule, rule.toString(), false, now);
            }
        }
    }
}
