/** Reading and checking rule files. */
@NullMarked
package dev.engram.agent.rule.yaml;

import org.jspecify.annotations.NullMarked;
