package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final VirtualTime time = VirtualTime.moving();

    private static int withdrawAll(TokenBudget budget) {
        int count = 0;
        while (budget.tryWithdraw()) {
            count++;
        }
        return count;
    }

    private static void deposit(TokenBudget budget, int times) {
        for (int i = 0; i < times; i++) {
            budget.deposit();
        }
    }

    @Test
    void aPartOfTheRequestsMayBeRetriedAndSomeASecondBesideIt() {
        TokenBudget budget = new TokenBudget(0.2, 10, time);
        deposit(budget, 1000);
        assertThat(budget.balance()).isEqualTo(300);
        assertThat(withdrawAll(budget)).isEqualTo(300);
    }

    @Test
    void requestsAndRetriesAreForgottenAfterTenSeconds() {
        TokenBudget budget = new TokenBudget(0.5, 0, time);
        deposit(budget, 10);
        assertThat(withdrawAll(budget)).isEqualTo(5);
        time.advance(Duration.ofSeconds(9));
        deposit(budget, 10);
        assertThat(withdrawAll(budget)).isEqualTo(5);
        time.advance(Duration.ofSeconds(1));
        assertThat(budget.balance())
                .as("the first slice is gone, with what was taken then")
                .isZero();
        time.advance(Duration.ofSeconds(20));
        assertThat(budget.balance()).isZero();
        deposit(budget, 2);
        assertThat(withdrawAll(budget)).isEqualTo(1);
    }

    @Test
    void eachSliceEndsOnItsOwn() {
        TokenBudget budget = new TokenBudget(1, 0, time);
        for (int second = 0; second < 30; second++) {
            deposit(budget, 7);
            assertThat(budget.balance()).isEqualTo(7.0 * Math.min(second + 1, 10));
            time.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void theReserveComesBackWithTime() {
        TokenBudget budget = new TokenBudget(0, 10, time);
        assertThat(withdrawAll(budget)).isEqualTo(100);
        time.advance(Duration.ofSeconds(5));
        assertThat(withdrawAll(budget)).isZero();
        time.advance(Duration.ofSeconds(5));
        assertThat(withdrawAll(budget)).isEqualTo(100);
    }

    @Test
    void withNothingEarnedAndNothingReservedThereIsNone() {
        TokenBudget budget = new TokenBudget(0, 0, time);
        deposit(budget, 1000);
        assertThat(budget.tryWithdraw()).isFalse();
    }

    @Test
    void aFifthOfFiveIsOne() {
        TokenBudget budget = new TokenBudget(0.2, 0, time);
        deposit(budget, 5);
        assertThat(withdrawAll(budget)).isEqualTo(1);
    }

    @Test
    void threadsNeverTakeMoreThanThereIs() throws InterruptedException {
        TokenBudget budget = new TokenBudget(0.2, 0, time);
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 5000; i++) {
                            budget.deposit();
                            if (budget.tryWithdraw()) {
                                taken.incrementAndGet();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(taken.get() + withdrawAll(budget)).isEqualTo(4000);
    }
}
