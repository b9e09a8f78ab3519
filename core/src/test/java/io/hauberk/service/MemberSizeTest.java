package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MemberSizeTest {
    private static final int MANY = 1000;

    @Test
    void theStateOfAnEndpointIsSmall() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var endpoint = Bench.endpoints(1).get(0);
        Member[] members = new Member[MANY];
        members[0] = new Member(endpoint);
        members[0].measure();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < MANY; i++) {
            members[i] = new Member(endpoint);
            members[i].measure();
        }
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / MANY;
        assertThat(each).isBetween(50L, 300L);
        assertThat(members).doesNotContainNull();
    }
}
