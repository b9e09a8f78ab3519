package io.hauberk.service;

import io.hauberk.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link ConsistentHash} at work. Where the first endpoint of a key will not do, the key is hashed again and again: so
 * what one endpoint leaves is spread over all others, where the next one on a ring would inherit it, and its neighbour
 * what that cannot bear (which is how bounded loads cascade).
 */
final class HashPicker implements Picker {
    private final Random random;
    private final HashKey key;
    private final double bound;
    private final Function<Members, @Nullable Table> tables;
    /** By priority, how many attempts are under way. */
    private final Map<Integer, LongAdder> busy = new ConcurrentHashMap<>();

    HashPicker(LongSupplier bits, HashKey key, double bound, Function<Members, @Nullable Table> tables) {
        this.random = new Random(bits);
        this.key = key;
        this.bound = bound;
        this.tables = tables;
    }

    @Override
    public Members prepared(List<Member> members) {
        int priority = members.isEmpty() ? 0 : members.get(0).endpoint().priority();
        return new Members(members, tables, busy.computeIfAbsent(priority, number -> new LongAdder()));
    }

    @Override
    public boolean free() {
        return false;
    }

    @Override
    public int pick(Members members, Who who) {
        Request request = who.request();
        Table table = members.table();
        long hash = request == null || table == null ? 0 : key.of(request);
        if (hash == 0 || table == null) {
            return random.pick(members, who);
        }
        who.keyed();
        double most = most(members);
        for (int i = 0; i < DRAWS; i++) {
            int index = table.at(XxHash.mix(hash + i));
            if (who.mayTake(members.get(index)) && below(members, index, most)) {
                return index;
            }
        }
        int from = (int) Long.remainderUnsigned(hash, members.size());
        for (int i = 0; i < members.size(); i++) {
            int index = (from + i) % members.size();
            if (who.mayTake(members.get(index)) && below(members, index, most)) {
                return index;
            }
        }
        return Picker.any(members, who, from);
    }

    /** How many attempts may be under way for each unit of weight. */
    private double most(Members members) {
        LongAdder all = members.busy();
        return all == null ? Double.POSITIVE_INFINITY : bound * (all.sum() + 1) / Math.max(1, members.weightIn());
    }

    private static boolean below(Members members, int index, double most) {
        return members.get(index).active() < Math.ceil(most * members.weight(index));
    }

    /** What a cookie or a probe led to counts, too: else the others would have more than their share at once. */
    @Override
    public @Nullable LongAdder busy(Members among, Member member) {
        LongAdder all = among.busy();
        return all != null ? all : busy.get(member.endpoint().priority());
    }

    @Override
    public String why(boolean keyed) {
        return keyed ? "by hash of " + key : "by chance, having no " + key + ',';
    }

    @Override
    public String toString() {
        return "by hash of " + key;
    }
}
