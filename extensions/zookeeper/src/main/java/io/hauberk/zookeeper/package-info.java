/**
 * Finds services as Curator and Spring Cloud register them in ZooKeeper. For the class path only: ZooKeeper's own jars
 * share packages, which modules may not.
 */
@NullMarked
package io.hauberk.zookeeper;

import org.jspecify.annotations.NullMarked;
