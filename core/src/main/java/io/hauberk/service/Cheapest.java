package io.hauberk.service;

import java.util.function.LongSupplier;

/**
 * Equal weights: two by chance, the cheaper one of them wins. Others: by chance in proportion to weight / cost. Among
 * many, eight are drawn by weight first, and that choice is made among them.
 */
abstract class Cheapest implements Picker {
    private static final int FEW = 16;
    private static final int DRAWN = 8;

    private final Chance chance;

    Cheapest(LongSupplier bits) {
        this.chance = new Chance(bits);
    }

    /** What one more would cost there, in any unit; 0 if it should go there in any case. */
    abstract double cost(Member member, long now);

    @Override
    public int pick(Members members, Who who) {
        int size = members.size();
        if (size == 1) {
            return who.mayTake(members.get(0)) ? 0 : -1;
        }
        int index =
                members.even() ? cheaper(members, who) : size <= FEW ? byWeight(members, who) : byDraws(members, who);
        return index >= 0 ? index : Picker.any(members, who, chance.below(size));
    }

    private int cheaper(Members members, Who who) {
        int first = draw(members, who, -1);
        if (first < 0) {
            return -1;
        }
        int second = draw(members, who, first);
        long now = who.now();
        return second < 0 || cost(members.get(first), now) <= cost(members.get(second), now) ? first : second;
    }

    /** One by chance that may be drawn and is not the other one; -1 if none turned up. */
    private int draw(Members members, Who who, int other) {
        int size = members.size();
        int choice = other < 0 ? size : size - 1;
        int draws = size == 2 && other >= 0 ? 1 : DRAWS;
        for (int draw = 0; draw < draws; draw++) {
            int index = chance.below(choice);
            index = other >= 0 && index >= other ? index + 1 : index;
            if (who.mayTake(members.get(index))) {
                return index;
            }
        }
        return -1;
    }

    /** Weighted reservoir sampling: each takes over with its share of what was seen so far. */
    private int byWeight(Members members, Who who) {
        int chosen = -1;
        double total = 0;
        long now = who.now();
        for (int i = 0; i < members.size(); i++) {
            if (who.mayTake(members.get(i))) {
                double cost = cost(members.get(i), now);
                if (cost == 0) {
                    return i;
                }
                double share = members.weight(i) / cost;
                total += share;
                chosen = chance.fraction() * total < share ? i : chosen;
            }
        }
        return chosen;
    }

    private int byDraws(Members members, Who who) {
        int chosen = -1;
        double total = 0;
        int drawn = 0;
        long now = who.now();
        for (int draw = 0; draw < 2 * DRAWS && drawn < DRAWN; draw++) {
            int index = members.at(chance.fraction());
            if (who.mayTake(members.get(index))) {
                double cost = cost(members.get(index), now);
                if (cost == 0) {
                    return index;
                }
                drawn++;
                total += 1 / cost;
                chosen = chance.fraction() * total < 1 / cost ? index : chosen;
            }
        }
        return chosen;
    }
}
