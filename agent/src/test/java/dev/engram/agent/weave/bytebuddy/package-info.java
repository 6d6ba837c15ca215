@org.jspecify.annotations.NullMarked
package dev.engram.agent.weave.bytebuddy;
